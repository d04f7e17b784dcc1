#!/usr/bin/env perl
# check: 2
# missing: signal
# says: SIGTERM
# env: DELAY=0.3
use strict;
use warnings;

my $child;
$SIG{TERM} = sub { kill 'KILL', $child };
$child = fork;
if (!$child) {
    $SIG{TERM} = 'DEFAULT';
    select undef, undef, undef, $ENV{DELAY} || 5;
    kill 'TERM', getppid;
    sleep 100;
    exit;
}
waitpid($child, 0) == $child or waitpid($child, 0);
