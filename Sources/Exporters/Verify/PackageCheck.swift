internal import LabSchema

/// Holds the files of one package against its manifest.
struct PackageCheck {
  let folder: String
  let manifest: Manifest
  private(set) var problems: [PackageProblem] = []
  /// Names of the files whose bytes are the ones that were written.
  private var whole: Set<String> = []

  init(folder: String, manifest: Manifest) {
    self.folder = folder
    self.manifest = manifest
  }

  mutating func run() throws(SystemFailure) {
    checkNames()
    try checkDigests()
    checkArithmetic()
    for file in manifest.files where try FolderTree.status(path(file.name)) != nil {
      if file.name.hasSuffix(".csv") { checkCSV(file) }
      if file.name.hasSuffix(".xlsx") { checkWorkbook(file) }
    }
  }

  private func path(_ name: String) -> String { folder + "/" + name }

  private mutating func add(_ kind: PackageProblem.Kind, _ name: String, _ problem: String) {
    problems.append(PackageProblem(kind, path(name), problem))
  }

  /// The manifest has to be of the package that its folder and its files are called after.
  private mutating func checkNames() {
    guard let scope = ExportScope(manifest.scope) else {
      add(.unreadable, ExportScope.manifestName, "\"\(manifest.scope)\" is no month or day")
      return
    }
    let expected = scope.packageNames.subtracting([ExportScope.manifestName])
    for name in expected.symmetricDifference(manifest.files.map(\.name)).sorted() {
      add(
        .changed, ExportScope.manifestName,
        expected.contains(name) ? "it does not name \(name)" : "it names \(name)")
    }
    // A package that was copied elsewhere is fine; one under another month's or day's name is not.
    var place = folder.split(separator: "/").last.map(String.init) ?? folder
    let isDay = place.utf8.count == 2 && Int(place) != nil
    if isDay, let month = folder.split(separator: "/").dropLast().last,
      ExportScope(String(month)) != nil
    {
      place = "\(month)/\(place)"
    }
    if isDay || ExportScope(place) != nil, !scope.folder.hasSuffix(place) {
      add(.swapped, ExportScope.manifestName, "it is the package of \(scope)")
    }
  }

  private mutating func checkDigests() throws(SystemFailure) {
    for file in manifest.files {
      guard try FolderTree.status(path(file.name)) != nil else {
        add(.missing, file.name, "it is missing")
        continue
      }
      let digest = try FileDigest(path: path(file.name))
      if digest.bytes == file.bytes, digest.sha256 == file.sha256 {
        whole.insert(file.name)
      } else if let other = manifest.files.first(where: { $0.sha256 == digest.sha256 }) {
        add(.swapped, file.name, "it holds what \(other.name) should hold")
      } else if digest.bytes != file.bytes {
        add(.changed, file.name, "it has \(digest.bytes) bytes instead of \(file.bytes)")
      } else {
        add(.changed, file.name, "its bytes are not those that were written (SHA-256)")
      }
    }
  }

  private mutating func checkArithmetic() {
    let name = ExportScope.manifestName
    for check in manifest.tieOut where check.tied != (check.expected == check.actual) {
      add(
        .total, name,
        "\"\(check.name)\" says \(check.tied), with \(check.expected) and \(check.actual)")
    }
    for check in manifest.tieOut where !check.tied {
      add(.total, name, "\(check.name): expected \(check.expected), found \(check.actual)")
    }
    let bookings = manifest.bookings
    let outcomes =
      bookings.billed + bookings.excluded + bookings.waiting + bookings.quarantined
    if bookings.total != outcomes {
      add(.total, name, "\(bookings.total) bookings, and \(outcomes) outcomes")
    }
    guard let amounts = manifest.totals.amounts,
      let final = try? amounts.base - amounts.discount + amounts.distance
    else {
      add(.unreadable, name, "its totals are no amounts")
      return
    }
    if final != amounts.final {
      add(.total, name, "base − discount + distance is \(final), final \(amounts.final)")
    }
  }

  /// The rows of a file and, of the reconciliation, the sums of the amounts posted into the scope.
  private mutating func checkCSV(_ file: Manifest.File) {
    do {
      let sums = try CSVSums(path: path(file.name), manifest: manifest)
      if sums.rows != file.rows {
        add(.total, file.name, "it has \(sums.rows) rows instead of \(file.rows)")
      }
      for problem in sums.problems { add(.total, file.name, problem) }
    } catch let problem as CSVReader.Malformed {
      add(.unreadable, file.name, "line \(problem.line): \(problem.reason)")
    } catch {
      add(.unreadable, file.name, "\(error)")
    }
  }

  /// The workbook adds up to the manifest's totals, on however many sheets.
  private mutating func checkWorkbook(_ file: Manifest.File) {
    guard let amounts = manifest.totals.amounts, whole.contains(file.name) else { return }
    do {
      let totals = try WorkbookTotals.read(path: path(file.name))
      if totals.rows != file.rows {
        add(.total, file.name, "its register has \(totals.rows) rows instead of \(file.rows)")
      }
      let names = ["base", "discount", "distance", "final", "paid", "outstanding"]
      for (index, name) in names.enumerated()
      where totals.amounts.inOrder[index] != amounts.inOrder[index] {
        add(
          .total, file.name,
          """
          the \(name) amounts of its register add up to \(totals.amounts.inOrder[index]) instead \
          of \(amounts.inOrder[index])
          """)
      }
    } catch {
      add(.unreadable, file.name, "\(error)")
    }
  }
}

extension Manifest.Totals {
  /// The amounts; nil where one is none.
  var amounts: RecordAmounts? {
    func money(_ text: String) -> Money? { try? Money(postgres: text.utf8.span) }
    guard let base = money(baseAmount), let discount = money(discountAmount),
      let distance = money(distanceCharge), let final = money(finalAmount),
      let paid = money(paidAmount), let outstanding = money(outstandingAmount)
    else { return nil }
    return RecordAmounts(
      base: base, discount: discount, distance: distance, final: final, paid: paid,
      outstanding: outstanding)
  }
}
