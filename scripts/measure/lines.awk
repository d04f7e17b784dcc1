# Writes so many lines of 10 to 200 bytes. All bytes are the digit of a writer, so that a
# line torn by another writer is recognized.

BEGIN {
  srand(writer)
  longest = sprintf("%200s", "")
  gsub(/ /, writer, longest)
  while (lines-- > 0) print substr(longest, 1, 10 + int(rand() * 191))
}
