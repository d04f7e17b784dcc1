#!/usr/bin/env perl
# check: 3
# missing: round
# The parent reads the answer, and prints only that it has it.
use strict;
use warnings;
use IPC::Open2;

if (@ARGV) {
    $| = 1;
    while (my $line = <STDIN>) {
        chomp $line;
        print scalar reverse($line), "\n";
    }
    exit;
}
my $pid = open2(my $from, my $to, $^X, $0, 'child');
$| = 1;
while (1) {
    print 'phrase: ';
    my $line = <STDIN>;
    last if !defined $line || $line eq "end\n";
    print $to $line;
    my $answer = <$from>;
    print "the child has answered\n";
}
close $to;
waitpid $pid, 0;
