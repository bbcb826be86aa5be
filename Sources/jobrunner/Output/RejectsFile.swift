internal import BillingJobs
internal import Foundation

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The lines of a settlement that were not imported, byte by byte as they were, each behind the
/// number of its line and the reason. Corrected, it can be imported as it is: the import passes over
/// these two columns.
struct RejectsFile {
  let path: String

  /// `settlement.rejects.csv` beside `settlement.csv`; where that is there, with what somebody may
  /// have corrected in it, `settlement.rejects-2.csv` and so on.
  static func standardPath(of file: String) -> String {
    let stem = URL(fileURLWithPath: file).deletingPathExtension().path + ".rejects"
    var path = stem + ".csv"
    var number = 2
    while FileManager.default.fileExists(atPath: path) {
      path = stem + "-\(number).csv"
      number += 1
    }
    return path
  }

  /// Refuses a place that the rejects must not go to, before anything is imported.
  func check(against file: String) throws {
    let mine = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    guard mine != URL(fileURLWithPath: file).resolvingSymlinksInPath().path else {
      throw RequestError(
        exitCode: 64, message: "the rejects cannot go into the file they come from",
        remedy: "name another file with --rejects")
    }
  }

  /// Writes the file whole or not at all, readable by its owner and group only.
  func write(_ entries: [PaymentPlan.Entry], of settlement: SettlementFile) throws {
    let delimiter = settlement.delimiter
    var bytes =
      Array("rejected_line\(delimiter)rejected_because\(delimiter)".utf8) + settlement.header
      + [0x0A]
    for entry in entries {
      bytes += Array(
        "\(entry.line.number)\(delimiter)\(quoted(entry.outcome.reason))\(delimiter)".utf8)
      bytes += entry.line.bytes
      bytes.append(0x0A)
    }
    let unfinished = path + ".unfinished-\(ProcessInfo.processInfo.processIdentifier)"
    let isWritten = FileManager.default.createFile(
      atPath: unfinished, contents: Data(bytes), attributes: [.posixPermissions: 0o640])
    guard isWritten, unsafe rename(unfinished, path) == 0 else {
      try? FileManager.default.removeItem(atPath: unfinished)
      throw RequestError(
        exitCode: 73, message: "the rejects cannot be written to \(path)",
        remedy: "name another file with --rejects, and import the same file again")
    }
  }

  private func quoted(_ text: String) -> String {
    "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\""
  }
}

extension PaymentPlan.Outcome {
  /// Why a line is not imported, in words.
  var reason: String {
    switch self {
    case .unknownInvoice: "there is no such invoice"
    case .contradicted(let reason), .unreadable(let reason): reason
    case .duplicate: "the reference was imported before"
    case .paid, .partlyPaid, .overpaid: ""
    }
  }
}
