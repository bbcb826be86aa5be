/// What a set of documents says, in whatever order they are listed: two files that list the same
/// ones come to the same. It holds within one process only.
struct DocumentsDigest: Equatable {
  private(set) var count = 0
  private var sum: UInt64 = 0

  /// Adds a document by its fields' texts.
  mutating func add(_ row: borrowing CSVReader, fields: [Int]) {
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
