internal import Billing
internal import Glibc
internal import LabSchema

/// A package that is written and checked, and not yet in place.
struct StagedPackage: Sendable {
  var files: [ExportedFile]
  var manifest: ExportedFile
  var tieOut: TieOut
  /// What its CSV files come to day by day.
  var digests: MonthDigests
  /// Of a month, the days that were made anew with it.
  var days: [StagedDay] = []

  /// Those of its files, its days' among them, that a folder does not hold as they are, by their
  /// paths in it.
  func differing(from folder: String) -> [String] {
    var names: [String] = []
    for file in files + [manifest] where !file.isIn(folder) { names.append(file.name) }
    for day in days {
      let name = ExportScope.dayName(day.date)
      names += day.package.differing(from: folder + "/" + name).map { name + "/" + $0 }
    }
    return names
  }
}

/// A day's package that is written beside its month's.
struct StagedDay: Sendable {
  var date: CalendarDate
  var package: StagedPackage
}

extension ExportedFile {
  /// Whether a folder holds the file with these very bytes, and lets them be read.
  func isIn(_ folder: String) -> Bool {
    guard let digest = try? FileDigest(path: folder + "/" + name) else { return false }
    return digest.bytes == bytes && digest.sha256 == sha256
  }

  /// Whether a folder holds a file of that name and length.
  func hasLength(in folder: String) -> Bool {
    guard let status = try? FolderTree.status(folder + "/" + name) else { return false }
    return FolderTree.isFile(status) && Int(status.st_size) == bytes
  }
}
