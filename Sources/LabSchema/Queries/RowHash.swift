internal import Postgres

extension Statement {
  /// A number over values of a row, to be summed up over rows: no order of theirs is asked for.
  ///
  /// The server's own number of a row is a sum itself, of what each value makes of it: were two rows to
  /// change a value with one another, these numbers would add up to the same. So it is hashed once more.
  ///
  /// - Parameters:
  ///   - values: as a list; texts `collate "C"`, where a database may have a collation of its own.
  ///   - seed: tells rows of one table from those of another.
  static func hash(ofRow values: Statement, seed: Int) -> Statement {
    hash(ofWhole: "row(\(values))", seed: seed)
  }

  /// The same over all values of a row of a table of ours, which a query calls `alias`, as its types have
  /// them equal: no amounts, of which 1.0 is equal to 1.00.
  static func hash(ofWhole alias: Statement, seed: Int) -> Statement {
    "hashint8extended(hash_record_extended(\(alias), \(unescaped: "\(seed)")), 0)"
  }
}
