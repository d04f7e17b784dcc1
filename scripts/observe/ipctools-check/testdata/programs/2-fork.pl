#!/usr/bin/env perl
# check: 2
# missing: none
# env: DELAY=0.3
use strict;
use warnings;

my $pid;
$SIG{USR1} = sub {
    print "The child has called.\n";
    kill KILL => $pid;
};

$pid = fork // die;
unless ($pid) {
    $SIG{USR1} = 'DEFAULT';
    select(undef, undef, undef, $ENV{DELAY} // 5);
    kill 'USR1', getppid;
    sleep while 1;
}
1 until waitpid($pid, 0) == $pid;
print "It ended by signal ", $? & 127, ".\n";
