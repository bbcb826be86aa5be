internal import Billing
internal import Exporters
internal import Foundation

/// The elements of a JSON array, kept on the disk until the object they belong to is known: any
/// number of them in constant memory. The file has no name, and goes with the process.
final class JSONSpool {
  private let file: FileHandle
  private var isEmpty = true

  /// - Parameter folder: where it lies, `exports.temporary_folder`.
  init(folder: String) throws {
    file = FileHandle(
      fileDescriptor: try NamelessFile.open(inTemporaryFolder: folder), closeOnDealloc: true)
  }

  /// Adds an element, on a line of its own.
  func add(_ element: JSONObject) throws {
    let encoder = JSONEncoder.forPrograms
    encoder.outputFormatting.remove(.prettyPrinted)
    let line = (isEmpty ? "    " : ",\n    ").utf8
    do {
      try file.write(contentsOf: Data(line) + (try encoder.encode(element)))
    } catch is CocoaError {
      throw RequestError(
        exitStatus: .notWritable, message: "there is no room to keep the plan until it is printed",
        remedy: "make room in exports.temporary_folder, or set another one")
    }
    isEmpty = false
  }

  /// Prints an object with the elements as one more member.
  func print(
    _ object: any JSONValue, failure: Failure? = nil, elements name: String, to console: Console
  ) throws {
    var lines = try JSONEncoder.lines(of: object, failure)
    lines.removeLast()
    lines[lines.count - 1] += ","
    for line in lines { console.result(json: line) }
    console.result(json: "  \"\(name)\" : [")
    try file.seek(toOffset: 0)
    var rest: [UInt8] = []
    while let piece = try file.read(upToCount: 1 << 16), !piece.isEmpty {
      rest += piece
      guard let end = rest.lastIndex(of: UInt8(ascii: "\n")) else { continue }
      for line in rest[..<end].split(separator: UInt8(ascii: "\n")) {
        console.result(json: String(decoding: line, as: UTF8.self))
      }
      rest = Array(rest[(end + 1)...])
      // A reader who left wants no more of it.
      if !console.hasWrittenResults { return }
    }
    if !rest.isEmpty { console.result(json: String(decoding: rest, as: UTF8.self)) }
    console.result(json: "  ]")
    console.result(json: "}")
  }
}

extension NamelessFile {
  /// Makes one in `exports.temporary_folder`; the descriptor is the caller's.
  static func open(inTemporaryFolder folder: String) throws -> Int32 {
    do { return try open(in: folder) } catch {
      throw RequestError(
        exitStatus: .notWritable, message: "\(folder) is not writable",
        remedy: "let this user write there, or set exports.temporary_folder")
    }
  }
}
