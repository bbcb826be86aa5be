internal import Foundation

/// JSON for programs: keys sorted, stable across versions.
///
/// - Parameter failure: why the command ends with an error although it has this to say: its members
///   are added to those of the object.
func printJSON(_ value: some Encodable, failure: Failure? = nil, to console: Console) throws {
  for line in try JSONEncoder.lines(of: value, failure) { console.result(json: line) }
}

extension JSONEncoder {
  /// The one form of all JSON that the program prints.
  static var forPrograms: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return encoder
  }

  /// The lines of a document; with the members of an error, where there is one, in the object.
  static func lines(of value: some Encodable, _ failure: Failure?) throws -> [String] {
    var lines = try lines(of: value)
    guard let failure, lines.count > 1 else { return lines }
    lines.removeLast()
    lines[lines.count - 1] += ","
    return lines + (try Self.lines(of: ErrorReport(failure))).dropFirst()
  }

  private static func lines(of value: some Encodable) throws -> [String] {
    String(decoding: try forPrograms.encode(value), as: UTF8.self)
      .split(separator: "\n").map(String.init)
  }
}

/// Why a command ended with an error, for programs: a document of its own on standard output, or
/// three members of the result where there is one.
struct ErrorReport: Encodable {
  var error: String
  var remedy: String?
  var exitCode: Int32

  init(_ failure: Failure) {
    error = ([failure.message] + failure.details.map { "- \($0)" }).joined(separator: "\n")
    remedy = failure.remedy
    exitCode = failure.exitCode
  }

  private enum CodingKeys: CodingKey { case error, remedy, exitCode }

  /// The remedy is null where there is none: the keys are always there.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(error, forKey: .error)
    try container.encode(remedy, forKey: .remedy)
    try container.encode(exitCode, forKey: .exitCode)
  }
}
