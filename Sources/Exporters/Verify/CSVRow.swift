internal import LabSchema
internal import Postgres

extension PackageFile {
  /// Where a column is in the file.
  static func column(_ name: String) -> Int {
    guard let index = header.firstIndex(of: name) else {
      preconditionFailure("\(resource) has no column \(name)")
    }
    return index
  }
}

extension CSVReader {
  /// The amount in a field; nil where it is none.
  func amount(_ field: Int) -> Money? {
    try? withField(field) { try Money(postgres: $0) }
  }

  /// Whether base − discount + distance charge is the final amount; false where one is no amount.
  func addsUp(base: Int, discount: Int, distance: Int, final: Int) -> Bool {
    guard let base = amount(base), let discount = amount(discount), let distance = amount(distance),
      let final = amount(final), let sum = try? base - discount + distance
    else { return false }
    return sum == final
  }
}
