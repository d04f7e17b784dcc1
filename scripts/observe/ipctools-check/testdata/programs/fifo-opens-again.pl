#!/usr/bin/env perl
# check: fifo reader fifo-writer.pl
# missing: end
# says: (?i)end|again
# After the end it opens the FIFO again, and waits for a writer that never comes.
use strict;
use warnings;
use POSIX 'mkfifo';

mkfifo $ARGV[0], 0600;
while (1) {
    open my $in, '<', $ARGV[0] or die "$ARGV[0]: $!\n";
    print while <$in>;
    close $in;
}
