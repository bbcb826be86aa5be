/// What a set of rows says, in whatever order they are listed: two lists of the same rows come to the
/// same. It holds within one process only.
struct RowsDigest: Equatable {
  private(set) var count = 0
  private var sum: UInt64 = 0

  /// Adds a row by what it says.
  mutating func add(_ row: (inout Hasher) -> Void) {
    var hasher = Hasher()
    row(&hasher)
    count += 1
    sum &+= UInt64(bitPattern: Int64(hasher.finalize()))
  }

  static func + (left: RowsDigest, right: RowsDigest) -> RowsDigest {
    var both = left
    both.count += right.count
    both.sum &+= right.sum
    return both
  }

  /// Adds a row of a CSV file by the texts of some fields.
  mutating func add(_ row: borrowing RowReader, fields: [Int]) {
    var hasher = Hasher()
    for field in fields {
      row.withField(field) { text in
        hasher.combine(text.count)
        unsafe text.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
      }
    }
    count += 1
    sum &+= UInt64(bitPattern: Int64(hasher.finalize()))
  }
}
