# Prints a megabyte of lines, each of 1 to 16 random words from list. The locale must be
# C, in which a character is a byte.

BEGIN {
  srand(1)
  count = split(list, words, " ")
  while (size < 1000000) {
    line = word()
    for (more = int(rand() * 16); more > 0; more--) line = line " " word()
    print line
    size += length(line) + 1
  }
}

function word() { return words[1 + int(rand() * count)] }
