internal import Billing
internal import LabSchema
internal import PlainText

/// Adds up a package's CSV files as anybody could, from their text alone, and holds them against
/// the manifest and against each other.
struct CSVCheck {
  let folder: String
  let manifest: Manifest
  let scope: ExportScope
  private(set) var reconciliation: ReconciliationSums?
  private(set) var invoices: InvoicesSums?
  private(set) var exceptions: ExceptionsSums?

  init(folder: String, manifest: Manifest, scope: ExportScope) {
    self.folder = folder
    self.manifest = manifest
    self.scope = scope
  }

  /// Reads a file.
  ///
  /// - Throws: `RowReader.Malformed`; `SystemFailure`.
  mutating func problems(of file: Manifest.File) throws -> [String] {
    if file.name == ReconciliationFile.name(scope) {
      let (sums, problems) = try read(ReconciliationFile.self, file) {
        ReconciliationSums(manifest: manifest, scope: scope, header: $0)
      }
      reconciliation = sums
      return problems + (sums?.problems ?? [])
    }
    if file.name == InvoicesFile.name(scope) {
      let (sums, problems) = try read(InvoicesFile.self, file) {
        InvoicesSums(manifest: manifest, scope: scope, header: $0)
      }
      invoices = sums
      return problems + (sums?.problems ?? [])
    }
    guard file.name == ExceptionsFile.name(scope) else { return [] }
    let (sums, problems) = try read(ExceptionsFile.self, file) { _ in ExceptionsSums() }
    exceptions = sums
    return problems
  }

  /// What the files that were read do not agree upon, and the file that is at odds.
  var disagreements: [(file: String, problem: String)] {
    guard let reconciliation, let invoices else { return [] }
    let tied = Set(manifest.tieOut.map(\.name).compactMap(TieOut.series(ofCheck:)))
    let untied = invoices.kinds.keys.map(\.documents).filter { documents in
      !tied.contains { $0.hasPrefix(documents + " ") }
    }
    var problems =
      (invoices.problems(of: manifest.series)
      + untied.sorted().map { "its tie-out has no series of \($0.lowercased())" })
      .map { (ExportScope.manifestName, $0) }
    let (own, other) = (invoices.documents, reconciliation.documents)
    if own.count != other.count {
      problems.append(
        (
          InvoicesFile.name(scope),
          "it has \(counted(own.count, "invoice")), \(ReconciliationFile.name(scope)) \(other.count)"
        ))
    } else if own != other {
      problems.append(
        (
          InvoicesFile.name(scope),
          "number, date, booking or an amount of an invoice is not what "
            + "\(ReconciliationFile.name(scope)) says"
        ))
    }
    let expected = manifest.days.map { days in
      Dictionary(days.map { ($0.date, $0) }) { first, _ in first }
    }
    guard let expected else { return problems }
    for (file, digests) in [
      (ReconciliationFile.self as any PackageFile.Type, reconciliation.days),
      (InvoicesFile.self, invoices.days),
    ] {
      let name = file.name(scope)
      let different = scope.dates.filter { date in
        expected["\(date)"].map { $0.files[file.resource] != digests.sha256(of: date) }
          ?? (digests.rows(of: date) > 0)
      }
      guard let first = different.first else { continue }
      let others = different.count > 1 ? " and of \(different.count - 1) other days" : ""
      problems.append((name, "its rows of \(first)\(others) are not those the manifest names"))
    }
    return problems
  }

  /// Reads a file of this kind; without sums where its header or a row is none of its kind.
  private func read<Sums: RowSums>(
    _ kind: (some PackageFile).Type, _ file: Manifest.File, _ start: ([UInt8]) -> Sums
  ) throws -> (sums: Sums?, problems: [String]) {
    var reader = try RowReader(path: folder + "/" + file.name)
    guard try reader.read() else { return (nil, ["it has no header"]) }
    let header = (0..<reader.fieldCount).map { reader.text($0) }
    guard header == kind.header(ofVersion: manifest.version) else {
      return (nil, ["its header is \(ShownText.short(header.joined(separator: ",").utf8))"])
    }
    var sums = start(reader.header)
    var rows = 0
    while try reader.read() {
      rows += 1
      guard reader.fieldCount == header.count else {
        return (nil, ["row \(rows) has \(reader.fieldCount) fields"])
      }
      try sums.add(reader, row: rows)
    }
    return (
      sums, rows == file.rows ? [] : ["it has \(counted(rows, "row")) instead of \(file.rows)"]
    )
  }
}

/// What is added up while a CSV file is read.
protocol RowSums {
  mutating func add(_ row: borrowing RowReader, row number: Int) throws
}
