#!/usr/bin/env perl
# check: 2
# missing: kill
# says: (?i)kill
# env: DELAY=0.3
# $pid is declared again inside the if, so that the handler knows no PID.
use strict;

my $pid = 4194304 + $$;
$SIG{USR1} = sub { kill 'KILL', $pid };
if (my $pid = fork) {
    1 while waitpid($pid, 0) < 0;
} else {
    select undef, undef, undef, $ENV{DELAY} // 5;
    kill 'USR1', getppid;
    select undef, undef, undef, 0.5;
}
