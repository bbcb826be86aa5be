internal import Billing
internal import CFiles
internal import Foundation
internal import LabSchema

/// The folder of one package while it is written: the new one is made whole in the staging folder,
/// together with all else that the folder holds (a month's has its days in it), and then changes
/// places with the one that is there (docs/decisions/0004).
struct PackageFolder: ~Copyable {
  /// Where the package is, or will be.
  let path: String
  /// Where the new files are written.
  let draft: String
  private let scope: ExportScope
  private let staging: StagingFolder

  /// Takes the month's lock and clears away what a dead run has left behind.
  ///
  /// - Parameters: see ``StagingFolder/take(exports:period:temporaryFolder:patience:waiting:)``.
  init(
    exports: String, scope: ExportScope, temporaryFolder: String,
    patience: Duration = .seconds(1), waiting: () throws -> Void = {}
  ) throws {
    let staging = try StagingFolder.take(
      exports: exports, period: scope.period, temporaryFolder: temporaryFolder, patience: patience,
      waiting: waiting)
    let draft = staging.draft(scope)
    guard unsafe mkdir(draft, FolderTree.mode) == 0 else {
      throw SystemFailure.last("create", draft)
    }
    path = exports + "/" + scope.folder
    self.draft = draft
    self.scope = scope
    self.staging = staging
  }

  func published(_ name: String) -> String { path + "/" + name }

  /// Where the new package is made. The folder for the files that days of a month may take is removed with
  /// this value.
  func makeDraft() throws(SystemFailure) -> PackageDraft {
    guard case .period = scope else { return PackageDraft(folder: DraftFolder(path: draft)) }
    let rows = staging.path + "/rows"
    if unsafe mkdir(rows, FolderTree.mode) != 0 { throw .last("create", rows) }
    return PackageDraft(folder: DraftFolder(path: draft), rows: rows)
  }

  /// Where a new package of a day is made in the new month's.
  func makeDraft(of day: CalendarDate) throws(SystemFailure) -> PackageDraft {
    let folder = draft + "/" + ExportScope.dayName(day)
    if unsafe mkdir(folder, FolderTree.mode) != 0 { throw .last("create", folder) }
    return PackageDraft(folder: DraftFolder(path: folder))
  }

  /// A folder for parts of workbooks, removed with this value.
  func makeScratch() throws(SystemFailure) -> String {
    try staging.makeScratch()
  }

  /// Puts the new package in place.
  ///
  /// - Parameters:
  ///   - days: the days of the month that were made anew; the others are kept as they are.
  ///   - exchanges: whether the two folders are to change places at once; a test of how it is done
  ///     elsewhere says no.
  func publish(days: [CalendarDate] = [], exchanges: Bool = true) throws {
    if let old = try FolderTree.status(path) {
      guard FolderTree.isFolder(old) else {
        throw ExportError.notFolder(path: path)
      }
      try FolderTree.carry(
        from: path, to: draft,
        except: scope.packageNames.union(days.map { ExportScope.dayName($0) }))
      for day in days { try keepRest(of: day) }
      try FolderTree.giveRights(of: old, to: draft)
      try replace(exchanges)
    } else {
      try FolderTree.make(parent)
      try FolderTree.sync(draft)
      guard unsafe rename(draft, path) == 0 else { throw SystemFailure.last("put in place", path) }
    }
    // The new name itself has to survive a power cut.
    try FolderTree.sync(parent)
  }

  /// What else lies in a day's folder than its package stays there.
  private func keepRest(of day: CalendarDate) throws {
    let name = ExportScope.dayName(day)
    guard let old = try FolderTree.status(published(name)) else { return }
    guard FolderTree.isFolder(old) else {
      throw ExportError.notFolder(path: published(name))
    }
    try FolderTree.carry(
      from: published(name), to: draft + "/" + name, except: ExportScope.day(day).packageNames)
    try FolderTree.giveRights(of: old, to: draft + "/" + name)
  }

  private var parent: String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
  }

  private func replace(_ exchanges: Bool) throws(SystemFailure) {
    if exchanges {
      if unsafe files_exchange(draft, path) == 0 { return }
      guard [EINVAL, ENOSYS, EOPNOTSUPP].contains(errno) else { throw .last("replace", path) }
    }
    let aside = staging.aside(scope)
    guard unsafe rename(path, aside) == 0 else { throw .last("replace", path) }
    if unsafe rename(draft, path) == 0 { return }
    let failure = SystemFailure.last("put in place", path)
    _ = unsafe rename(aside, path)
    throw failure
  }
}
