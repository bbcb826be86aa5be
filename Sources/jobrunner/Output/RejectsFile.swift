internal import Billing
internal import BillingJobs
internal import Exporters
internal import Foundation

/// The lines of a file that were not imported, byte by byte as they were, each with the number of its line
/// and the reason before it. Corrected, it can be imported as it is: the import passes over these two.
///
/// It is written while the file is read, beside its place, and is whole on the disk before anything is
/// committed.
final class RejectsFile {
  let path: String
  /// Of a CSV file the line that names the columns; of JSON objects, one a line, nil.
  private let header: [UInt8]?
  private let delimiter: Character
  /// Made with the first line.
  private var file: UnfinishedFile?
  private var buffer: [UInt8] = []

  private static let pieceSize = 1 << 16

  init(path: String, header: [UInt8]?, delimiter: Character = ",") {
    self.path = path
    self.header = header
    self.delimiter = delimiter
  }

  /// `settlement.rejects.csv` beside `settlement.csv`; where that is there, with what somebody may
  /// have corrected in it, `settlement.rejects-2.csv` and so on. A pipe has no folder of its own: its
  /// rejects are in the working directory.
  ///
  /// - Parameters:
  ///   - name: what they are rejects of, where the file has no name.
  ///   - type: how the file's name ends.
  static func standardPath(of file: String, name: String, type: String = "csv") -> String {
    let attributes = try? FileManager.default.attributesOfItem(
      atPath: URL(fileURLWithPath: file).resolvingSymlinksInPath().path)
    let isFile =
      !file.hasPrefix("/dev/") && attributes?[.type] as? FileAttributeType == .typeRegular
    let stem =
      URL(fileURLWithPath: isFile ? file : name).deletingPathExtension().path + ".rejects"
    var path = stem + ".\(type)"
    var number = 2
    while FileManager.default.fileExists(atPath: path) {
      path = stem + "-\(number).\(type)"
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
  func add(line: Int, _ reason: String, _ bytes: some Sequence<UInt8>) throws {
    let isFirst = file == nil
    if isFirst { file = try written { try UnfinishedFile(for: path) } }
    if let header {
      if isFirst {
        buffer +=
          Array("rejected_line\(delimiter)rejected_because\(delimiter)".utf8) + header + [0x0A]
      }
      buffer += Array("\(line)\(delimiter)\(quoted(reason))\(delimiter)".utf8)
      buffer += bytes
    } else {
      let reason = String(decoding: try JSONEncoder().encode(reason), as: UTF8.self)
      buffer += Array("{\"rejected_line\":\(line),\"rejected_because\":\(reason),".utf8)
      // What is no object cannot take members: it stands as the text that it is.
      let object = bytes.drop { $0 == 0x20 || $0 == 0x09 }
      if object.first(where: { _ in true }) == UInt8(ascii: "{") {
        buffer += object.dropFirst()
      } else {
        let text = String(decoding: Array(bytes), as: UTF8.self)
        buffer += Array("\"rejected_text\":".utf8) + (try JSONEncoder().encode(text)) + [0x7D]
      }
    }
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
    do { try file.finish(keepingOnFailure: true) } catch {
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
