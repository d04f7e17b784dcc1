#!/usr/bin/env perl
# check: 1
# missing: parent-waits
# says: (?i)ended while|before
use strict;
use warnings;

my $n = $ARGV[0] // '';
$n =~ /^[0-9]+$/ or die "'$n': a whole number is needed, 0 or more\n";

unless (fork) {
    select undef, undef, undef, 0.5;
    my @f = (0, 1);
    push @f, $f[-1] + $f[-2] while @f <= $n;
    print join(' ', @f[0 .. $n]), "\n";
}
