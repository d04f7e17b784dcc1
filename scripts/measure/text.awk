# Prints a megabyte of lines, each of 1 to 16 random words of language. Each line of input
# is a language and its words. The locale must be C, in which a character is a byte.

$1 == language { for (i = 2; i <= NF; i++) words[++count] = $i }
END {
  srand(1)
  while (size < 1000000) {
    line = word()
    for (more = int(rand() * 16); more > 0; more--) line = line " " word()
    print line
    size += length(line) + 1
  }
}

function word() { return words[1 + int(rand() * count)] }
