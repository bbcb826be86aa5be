internal import Billing
internal import LabSchema
internal import PlainText

/// Holds the files of one package against its manifest.
struct PackageCheck {
  private let folder: String
  private let manifest: Manifest
  private var problems: [PackageProblem] = []
  /// Names of the files that are there and are files, and of those whose bytes are the ones that
  /// were written.
  private var present: Set<String> = []
  private var whole: Set<String> = []
  /// What the CSV files come to.
  private var csv: CSVCheck?
  /// Bytes up to which a file of another size is looked into all the same.
  private static let readable = 1 << 30

  init(folder: String, manifest: Manifest) {
    self.folder = folder
    self.manifest = manifest
  }

  /// What is wrong with it.
  consuming func run() -> [PackageProblem] {
    guard let scope = ExportScope(manifest.scope) else {
      add(.unreadable, ExportScope.manifestName, "\"\(manifest.scope)\" is no month or day")
      return problems
    }
    checkNames(scope)
    for file in manifest.files { checkDigest(file) }
    for problem in ManifestCheck(manifest: manifest, scope: scope).problems {
      add(.total, ExportScope.manifestName, problem)
    }
    checkCSV(scope)
    checkDataPackage()
    checkWorkbook(scope)
    return problems
  }

  private func path(_ name: String) -> String { folder + "/" + name }

  private mutating func add(_ kind: PackageProblem.Kind, _ name: String, _ problem: String) {
    problems.append(PackageProblem(kind, path(name), problem))
  }

  /// The manifest has to be of the package that its folder and its files are called after.
  private mutating func checkNames(_ scope: ExportScope) {
    let expected = scope.packageNames.subtracting([ExportScope.manifestName])
    for name in expected.symmetricDifference(manifest.files.map(\.name)).sorted() {
      add(
        .changed, ExportScope.manifestName,
        expected.contains(name) ? "it does not name \(name)" : "it names \(name)")
    }
    // A package that was copied elsewhere is fine; one under another month's or day's name is not.
    let parts = folder.split(separator: "/").map(String.init)
    var place = parts.last ?? folder
    let isDay = PackageNames.isDay(place)
    if isDay, let month = parts.dropLast().last, ExportScope(month) != nil {
      place = "\(month)/\(place)"
    }
    if isDay || ExportScope(place) != nil, !scope.folder.hasSuffix(place) {
      add(.swapped, ExportScope.manifestName, "it is the package of \(scope)")
    }
    for name in (try? FolderTree.names(in: folder)) ?? [] {
      if let other = PackageNames.scope(of: name), other != scope {
        add(.swapped, name, "it belongs to the package of \(other)")
      }
    }
  }

  private mutating func checkDigest(_ file: Manifest.File) {
    let path = path(file.name)
    if let problem = PackageProblem(entry: path, isFolder: false) {
      problems.append(problem)
      return
    }
    do throws(SystemFailure) {
      // What has another size is not read for it, however large somebody has made it.
      let size = try InputFile(path: path).size
      let swapped = manifest.files.first { $0.bytes == size && $0.name != file.name }
      guard size == file.bytes || swapped != nil || size <= Self.readable else {
        add(.changed, file.name, "it has \(counted(size, "byte")) instead of \(file.bytes)")
        return
      }
      let digest = try FileDigest(path: path)
      present.insert(file.name)
      if digest.bytes == file.bytes, digest.sha256 == file.sha256 {
        whole.insert(file.name)
      } else if let other = manifest.files.first(where: { $0.sha256 == digest.sha256 }) {
        add(.swapped, file.name, "it holds what \(other.name) should hold")
      } else if digest.bytes != file.bytes {
        add(.changed, file.name, "it has \(counted(digest.bytes, "byte")) instead of \(file.bytes)")
      } else {
        add(.changed, file.name, "its bytes are not those that were written (SHA-256)")
      }
    } catch {
      add(.unreadable, file.name, error.reason)
    }
  }

  private mutating func checkCSV(_ scope: ExportScope) {
    var check = CSVCheck(folder: folder, manifest: manifest, scope: scope)
    for file in manifest.files where file.name.hasSuffix(".csv") && present.contains(file.name) {
      do {
        for problem in try check.problems(of: file) { add(.total, file.name, problem) }
      } catch let problem as RowReader.Malformed {
        add(.unreadable, file.name, "line \(problem.line): \(problem.reason)")
      } catch {
        add(.unreadable, file.name, "\(error)")
      }
    }
    for (name, problem) in check.disagreements { add(.total, name, problem) }
    csv = check
  }

  /// The data package's digests are the manifest's.
  private mutating func checkDataPackage() {
    let name = ExportScope.dataPackageName
    guard present.contains(name) else { return }
    do {
      let check = try DataPackageCheck(path: path(name))
      for problem in check.problems(manifest) { add(.total, name, problem) }
      if check.lab != manifest.lab {
        add(.total, ExportScope.manifestName, "its lab is not the one that \(name) names")
      }
    } catch {
      add(.unreadable, name, "it is no data package that this version reads")
    }
  }

  /// The workbook is whole, adds up to the manifest's totals, and shows what the CSV files come to.
  private mutating func checkWorkbook(_ scope: ExportScope) {
    guard let totals = PackageTotals(manifest), whole.contains(scope.workbookName),
      let file = manifest.files.first(where: { $0.name == scope.workbookName })
    else { return }
    do {
      let contents = try WorkbookContents.read(
        path: path(file.name), version: manifest.version, scope: scope)
      let check = WorkbookTotals(contents: contents, rows: file.rows, totals: totals, scope: scope)
      for problem in try check.problems() { add(.total, file.name, problem) }
      // Where a CSV file could not be read, that is a problem by itself.
      guard let csv, let reconciliation = csv.reconciliation, let invoices = csv.invoices,
        let exceptions = csv.exceptions
      else { return }
      let sheets = SheetsCheck(
        manifest: manifest, scope: scope, contents: contents, reconciliation: reconciliation,
        invoices: invoices, exceptions: exceptions)
      for mismatch in try sheets.mismatches() { add(.total, file.name, "\(mismatch)") }
    } catch {
      add(.unreadable, file.name, "\(error)")
    }
  }
}
