#!/usr/bin/env perl
# check: 2
# missing: none
# env: DELAY=0.3
# Each signals the process group that both belong to, and ignores its own signal.
use strict;
use warnings;

my $signalled = 0;
$SIG{TERM} = 'IGNORE';
$SIG{USR1} = sub { $signalled = 1 };
my $pid = fork();
if ($pid == 0) {
    $SIG{TERM} = 'DEFAULT';
    $SIG{USR1} = 'IGNORE';
    select(undef, undef, undef, $ENV{DELAY} // 5);
    kill 'USR1', 0;
    sleep 60 while 1;
}
select(undef, undef, undef, 0.2) until $signalled;
kill 'TERM', 0;
waitpid($pid, 0);
