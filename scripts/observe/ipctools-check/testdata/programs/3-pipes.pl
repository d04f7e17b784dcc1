#!/usr/bin/env perl
# check: 3
# missing: none
use strict;
use warnings;
use IO::Handle;

pipe my $child_in, my $to_child or die "pipe: $!\n";
pipe my $from_child, my $child_out or die "pipe: $!\n";

my $pid = fork // die "fork: $!\n";
if (!$pid) {
    close $to_child;
    close $from_child;
    $child_out->autoflush;
    while (my $line = <$child_in>) {
        chomp $line;
        print $child_out scalar(reverse $line), "\n";
    }
    exit;
}
close $child_in;
close $child_out;
$to_child->autoflush;
$| = 1;
while (1) {
    print 'Your phrase? ';
    my $phrase = <STDIN> // last;
    last if $phrase eq "end\n";
    print $to_child $phrase;
    print scalar <$from_child>;
}
close $to_child;
close $from_child;
waitpid $pid, 0;
