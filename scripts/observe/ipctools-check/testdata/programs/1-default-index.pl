#!/usr/bin/env perl
# check: 1
# missing: refuses
# says: (?i)missing|no argument|without
# Without an argument it prints the first eleven numbers.
use strict;
use warnings;

my $n = @ARGV ? $ARGV[0] : 10;
if ($n !~ /^\d+$/) {
    print STDERR "only digits, please\n";
    exit 1;
}
if (my $pid = fork) {
    waitpid $pid, 0;
} else {
    my ($x, $y) = (0, 1);
    foreach (0 .. $n) {
        print "$x\n";
        ($x, $y) = ($y, $x + $y);
    }
}
