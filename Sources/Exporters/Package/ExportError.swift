package import Billing
internal import Foundation
internal import LabSchema

/// Why a package could not be written.
package enum ExportError: ReportedError, Equatable, Sendable {
  /// A folder or file cannot be created, written or read.
  case folderNotWritable(path: String, reason: String)
  /// Something that is no folder, such as a link, stands where a package belongs.
  case notFolder(path: String)
  /// The disk filled up while the package was written.
  case diskFull(path: String)
  /// The disk has less room than the package is estimated to need; both in bytes.
  case noRoom(path: String, needed: Int, free: Int)
  /// A limit that is set for the process: of open files, or of the size of a file.
  case limitReached(path: String, reason: String)
  /// Another process is writing the same package.
  case busy(folder: String)
  /// Another package than this one is there and is not to be replaced.
  case different(folder: String, file: String)
  /// The package that is there is another lab's.
  case anotherLab(folder: String, lab: String, period: BillingPeriod)
  /// The package that is there names no lab, and one of its numbers is another booking's here.
  case otherDocuments(
    folder: String, number: String, exported: BookingID, here: BookingID, period: BillingPeriod)
  /// The package that is there is what this lab has sealed the month with.
  case sealed(folder: String, period: BillingPeriod)
  /// The package that is there is what a closing that died was about to seal the month with.
  case unfinished(folder: String, period: BillingPeriod)
  /// The package that is there is sealed, and the database knows nothing of it.
  case sealedElsewhere(folder: String, period: BillingPeriod)
  /// The package that is there was written by a newer version of the program.
  case newerVersion(folder: String, version: Int)
  /// There is nothing to verify.
  case noPackage(path: String)
  /// A package that is to be verified cannot be read.
  case notReadable(path: String, reason: String)
  /// A file was written and is not whole when it is read back.
  case damaged(file: String, problem: String, temporaryFolder: String)
  /// A file is whole and does not add up to what the database says: a bug.
  case mismatch(file: String, problem: String)
  /// The checks of the package do not agree: what is in the database does not add up.
  case notTied(ExportScope, TieOut)
  /// The workbook cannot hold what it should.
  case unrepresentable(file: String, problem: String)

  package var exitStatus: ExitStatus {
    switch self {
    case .folderNotWritable, .notFolder, .diskFull, .noRoom, .limitReached, .damaged: .notWritable
    case .busy: .tryLater
    // What is there was sealed, or is not to be written over for another reason.
    case .different, .anotherLab, .otherDocuments, .sealed, .unfinished, .sealedElsewhere,
      .newerVersion:
      .notWritable
    case .noPackage, .notReadable: .badInput
    case .mismatch, .unrepresentable, .notTied: .broken
    }
  }

  /// What is wrong, and where.
  package var message: String {
    switch self {
    case .folderNotWritable(let path, let reason), .limitReached(let path, let reason):
      "the export cannot be written: \(path): \(reason)"
    case .notFolder(let path):
      "the export cannot be written: \(path) is a link or a file, and has to be a folder"
    case .diskFull(let path):
      "the export cannot be written: there is no room on the disk of \(path)"
    case .noRoom(let path, let needed, let free):
      """
      the export cannot be written: it needs some \(Self.megabytes(needed)) on the disk of \(path), \
      and \(Self.megabytes(free, rounding: .down)) are free
      """
    case .busy(let folder):
      "another process is writing the export in \(folder)"
    case .different(let folder, let file):
      "\(folder) holds another package, which is not written over: \(file) differs"
    case .anotherLab(let folder, let lab, _):
      "\(folder) holds the package of another lab (\(lab)), which is not written over"
    case .otherDocuments(let folder, let number, let exported, let here, _):
      """
      \(folder) holds another lab's package, which is not written over: \(number) is booking \
      \(exported)'s there, and booking \(here)'s here
      """
    case .sealed(let folder, let period):
      "\(folder) holds what \(period) was sealed with, which is not written over"
    case .unfinished(let folder, let period):
      "\(folder) holds what \(period) was about to be sealed with, which is not written over"
    case .sealedElsewhere(let folder, _):
      """
      \(folder) holds a sealed package, which is not written over, and the database has not sealed it: \
      was it put back to before the month was closed?
      """
    case .newerVersion(let folder, let version):
      """
      \(folder) holds a package of version \(version), which is not written over: this program writes \
      version \(Manifest.version)
      """
    case .noPackage(let path):
      "there is no export package in \(path)"
    case .notReadable(let path, let reason):
      "\(path) cannot be read: \(reason)"
    case .damaged(let file, let problem, _):
      "\(file) was not whole when it was read back: \(problem)"
    case .mismatch(let file, let problem):
      "\(file) does not add up to what the database says: \(problem)"
    case .notTied(let scope, let tieOut):
      "\(scope) does not tie out and was not written: "
        + tieOut.failures.map(\.description).joined(separator: "; ")
    case .unrepresentable(let file, let problem):
      "\(file) cannot be written: \(problem)"
    }
  }

  /// What to do about it.
  package var remedy: String {
    switch self {
    case .folderNotWritable:
      """
      let this user read and write there, or set exports.folder or exports.temporary_folder to one \
      where it can
      """
    case .notFolder:
      """
      move it away, or put the folder itself there; to have all packages elsewhere, set exports.folder
      """
    case .diskFull, .noRoom:
      """
      free some space, or set exports.folder or exports.temporary_folder to another disk; what was \
      there before is unchanged
      """
    case .limitReached:
      """
      raise the limit that this process runs under (ulimit -n for open files, ulimit -f for a file's \
      size; of a service: LimitNOFILE, LimitFSIZE); what was there before is unchanged
      """
    case .busy:
      "run it again when the other one is done"
    case .different:
      "to look at the new one, write it to another folder"
    case .anotherLab(_, _, let period), .otherDocuments(_, _, _, _, let period):
      "set exports.folder to a folder of this lab's own, or take it over with: "
        + Self.adoption(period)
    case .sealed(_, let period):
      "to change the month: jobrunner reopen \(period); to look at what it would be now, export it "
        + "with --out DIR"
    case .unfinished(_, let period):
      "finish closing it: jobrunner close \(period); to look at what it would be now, export it with "
        + "--out DIR"
    case .sealedElsewhere(_, let period):
      "bring the database to where it was; or, where the package is to go, take it over with: "
        + Self.adoption(period)
    case .newerVersion:
      "run the version that wrote it"
    case .noPackage:
      "name the folder of a month or a day, such as exports/2025-01, or that of all months"
    case .notReadable:
      "let this user read it, and verify again"
    case .damaged(_, _, let temporaryFolder):
      """
      the disk of \(temporaryFolder) was probably full for a moment: free some space, or set \
      exports.temporary_folder to another disk; what was there before is unchanged
      """
    case .notTied:
      "what was there before is unchanged; jobrunner doctor checks the schema, and docs/trust.md says "
        + "what each check means and what leads back"
    case .mismatch, .unrepresentable:
      "what was there before is unchanged; please report this with the message above"
    }
  }
}

extension ExportError: CustomStringConvertible {
  package var description: String { "\(message); \(remedy)" }
}

extension ExportError {
  private static func adoption(_ period: BillingPeriod) -> String {
    "jobrunner exports adopt \(period) --reason TEXT"
  }

  private static func megabytes(
    _ bytes: Int, rounding: FloatingPointRoundingRule = .up
  ) -> String {
    "\(Int((Double(bytes) / 1e6).rounded(rounding))) MB"
  }

  init(_ failure: SystemFailure) {
    self =
      if failure.isNoSpace {
        .diskFull(path: failure.path)
      } else if failure.isLimit {
        .limitReached(path: failure.path, reason: failure.reason)
      } else {
        .folderNotWritable(path: failure.path, reason: failure.reason)
      }
  }

  init(_ error: SpreadsheetError, file: String, temporaryFolder: String) {
    switch error {
    case .notWritten(let path, let reason, let code):
      let failure = SystemFailure(action: "write", path: path, code: code)
      self =
        failure.isNoSpace || failure.isLimit
        ? ExportError(failure) : .folderNotWritable(path: path, reason: reason)
    case .damaged:
      self = .damaged(file: file, problem: "\(error)", temporaryFolder: temporaryFolder)
    case .mismatch: self = .mismatch(file: file, problem: "\(error)")
    case .refused: self = .unrepresentable(file: file, problem: "\(error)")
    }
  }
}

/// A file operation that the system refused.
struct SystemFailure: Error, Equatable, CustomStringConvertible {
  /// What was tried, such as "create".
  var action: String
  var path: String
  /// The system's error number.
  var code: Int32
  /// Why, where the system's own words would not say it.
  var words: String?

  /// The failure the system has just reported.
  static func last(_ action: String, _ path: String) -> SystemFailure {
    SystemFailure(action: action, path: path, code: errno)
  }

  var reason: String { unsafe words ?? String(cString: strerror(code)) }
  var description: String { "cannot \(action) \(path): \(reason)" }

  /// No room: the disk is full, or this user's share of it.
  var isNoSpace: Bool { code == ENOSPC || code == EDQUOT }

  /// A limit that was set for this process, of open files or of a file's size, not the folder's doing.
  var isLimit: Bool { Self.limits.contains(code) }

  static let limits = [EMFILE, ENFILE, EFBIG]
}
