#!/usr/bin/env perl
# check: 1
# missing: none
use strict;
use warnings;

my $n = shift;
die "Which index?\n" unless defined $n;
die "$n is not a natural number\n" unless $n =~ /^\d+$/;

my $pid = fork // die "fork: $!\n";
if ($pid == 0) {
    my ($a, $b) = (0, 1);
    for (0 .. $n) {
        print "$a\n";
        ($a, $b) = ($b, $a + $b);
    }
    exit;
}
waitpid $pid, 0;
