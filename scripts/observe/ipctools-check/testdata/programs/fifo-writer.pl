#!/usr/bin/env perl
# check: fifo writer fifo-reader.pl
# missing: none
use strict;
use warnings;
use POSIX 'mkfifo';

my $path = $ARGV[-1];
mkfifo($path, 0600) or $!{EEXIST} or die "$path: $!\n";
open my $out, '>', $path or die "$path: $!\n";
print $out 'x' x 79, "\n" for 1 .. 2000;
close $out or die "$path: $!\n";
