# Prints the given number of lines, of 10 to 200 bytes each. Every byte is the digit of
# the writer, so that a line that mixes two writers is noticed.

BEGIN {
  srand(writer)
  longest = sprintf("%200s", "")
  gsub(/ /, writer, longest)
  while (lines-- > 0) print substr(longest, 1, 10 + int(rand() * 191))
}
