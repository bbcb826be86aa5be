internal import Billing

/// Why a workbook could not be written, or is not what was written.
enum SpreadsheetError: Error, Equatable {
  /// The library could not make the file or one of its temporary files. The code is the system's
  /// error number, 0 where it gave none.
  case notWritten(path: String, reason: String, code: Int32 = 0)
  /// The library refused a cell, a sheet or a setting: a mistake of this program.
  case refused(what: String, reason: String)
  /// The file that was read back is incomplete or not well-formed.
  case damaged(part: String, problem: String)
  /// The file is sound but does not hold what it should.
  case mismatch(sheet: String, problem: String)
}

extension SpreadsheetError: CustomStringConvertible {
  var description: String {
    switch self {
    case .notWritten(let path, let reason, _): "\(path): \(reason)"
    case .refused(let what, let reason): "\(what): \(reason)"
    case .damaged(let part, let problem): "\(part): \(problem)"
    case .mismatch(let sheet, let problem): "sheet \(sheet): \(problem)"
    }
  }
}
