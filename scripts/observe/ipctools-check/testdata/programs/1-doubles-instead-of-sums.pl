#!/usr/bin/env perl
# check: 1
# missing: numbers
# The second assignment uses the new value of the first.
use strict;
use warnings;

die "usage: $0 index\n" unless @ARGV == 1 && $ARGV[0] =~ /^\d+$/;
my $pid = fork;
die "no child: $!\n" unless defined $pid;
if (!$pid) {
    my ($p, $q) = (0, 1);
    for my $i (0 .. $ARGV[0]) {
        print "$p\n";
        $p = $q;
        $q = $p + $q;
    }
    exit 0;
}
wait;
