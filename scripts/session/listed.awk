# Reads a table from ps. For each process called name, prints the column that has the
# heading wanted.

NR == 1 {
  # Two columns have the heading COMMAND: comm and args. The first one, comm, counts.
  for (i = NF; i > 0; i--) column[$i] = i
}
$column["COMMAND"] == name { print $column[wanted] }
