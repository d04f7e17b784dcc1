# Reads a table of ps, and prints the column with the heading wanted for each process
# called name.

NR == 1 {
  # Two columns are headed COMMAND, comm and args. The first of them, comm, counts.
  for (i = NF; i > 0; i--) column[$i] = i
}
$column["COMMAND"] == name { print $column[wanted] }
