internal import Billing
internal import BillingJobs
internal import Exporters
internal import Foundation

/// The lines of a settlement that were not imported, byte by byte as they were, each behind the
/// number of its line and the reason. Corrected, it can be imported as it is: the import passes over
/// these two columns.
///
/// It is written while the settlement is read, beside its place, and is whole on the disk before
/// anything is committed.
final class RejectsFile {
  let path: String
  private let header: [UInt8]
  private let delimiter: Character
  /// Made with the first line.
  private var file: UnfinishedFile?
  private var buffer: [UInt8] = []

  private static let pieceSize = 1 << 16

  init(path: String, of settlement: SettlementFile) {
    self.path = path
    header = settlement.header
    delimiter = settlement.delimiter
  }

  /// `settlement.rejects.csv` beside `settlement.csv`; where that is there, with what somebody may
  /// have corrected in it, `settlement.rejects-2.csv` and so on. A pipe has no folder of its own: its
  /// rejects are in the working directory.
  static func standardPath(of file: String) -> String {
    let attributes = try? FileManager.default.attributesOfItem(
      atPath: URL(fileURLWithPath: file).resolvingSymlinksInPath().path)
    let isFile =
      !file.hasPrefix("/dev/") && attributes?[.type] as? FileAttributeType == .typeRegular
    let stem =
      URL(fileURLWithPath: isFile ? file : "settlement").deletingPathExtension().path + ".rejects"
    var path = stem + ".csv"
    var number = 2
    while FileManager.default.fileExists(atPath: path) {
      path = stem + "-\(number).csv"
      number += 1
    }
    return path
  }

  /// Refuses a place that the rejects must not go to, before anything is imported.
  static func check(_ path: String, against file: String) throws {
    let mine = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    guard mine != URL(fileURLWithPath: file).resolvingSymlinksInPath().path else {
      throw RequestError(
        exitStatus: .badRequest, message: "the rejects cannot go into the file they come from",
        remedy: "name another file with --rejects")
    }
  }

  /// Adds a line that is not imported.
  func add(_ entry: PaymentEntry) throws {
    if file == nil {
      file = try written { try UnfinishedFile(for: path) }
      buffer +=
        Array("rejected_line\(delimiter)rejected_because\(delimiter)".utf8) + header + [0x0A]
    }
    let (line, reason) = (entry.line.number, quoted(entry.outcome.reason))
    buffer += Array("\(line)\(delimiter)\(reason)\(delimiter)".utf8)
    buffer += entry.line.bytes
    buffer.append(0x0A)
    if buffer.count >= Self.pieceSize { try flush() }
  }

  /// Waits until what was added is on the disk: then it can be relied upon.
  func sync() throws {
    guard let file else { return }
    try flush()
    try written { try file.sync() }
  }

  /// Puts the file in its place.
  ///
  /// - Parameter imported: what was committed, for the message where that fails: the lines are kept then.
  /// - Returns: where it is; nil where nothing was rejected.
  func finish(after imported: String) throws -> String? {
    guard let file else { return nil }
    do { try file.finish() } catch {
      throw RequestError(
        exitStatus: .notWritable,
        message:
          "the rejects cannot be put in place (\(error)); they are in \(file.path). \(imported)",
        remedy: "rename that file; it has every line that was not imported")
    }
    return path
  }

  private func flush() throws {
    guard let file else { return }
    try written { try file.write(buffer) }
    buffer.removeAll(keepingCapacity: true)
  }

  private func written<Value>(_ body: () throws -> Value) throws -> Value {
    do { return try body() } catch {
      throw RequestError(
        exitStatus: .notWritable,
        message: "the rejects cannot be written: \(error); nothing was imported",
        remedy: "name another file with --rejects, and import the same file again")
    }
  }

  private func quoted(_ text: String) -> String {
    "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\""
  }
}

extension PaymentOutcome {
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
