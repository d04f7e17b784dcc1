#!/usr/bin/env perl
# check: fifo reader fifo-writer.c
# missing: none
use strict;
use warnings;
use POSIX;

my $path = $ARGV[-1] // die "which FIFO?\n";
POSIX::mkfifo($path, 0600) unless -p $path;
open my $in, '<', $path or die "$path: $!\n";
my ($lines, $characters) = (0, 0);
while (<$in>) {
    $lines++;
    $characters += length;
    print;
}
print "$lines lines, $characters characters\n";
