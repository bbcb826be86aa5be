internal import Billing
internal import Foundation
internal import LabSchema

/// A value as programs read it: numbers, flags, texts, lists and objects. An amount and a date are texts,
/// since a JSON number is a binary fraction to most who read it; the number of a row is a number.
protocol JSONValue: Encodable {}

extension String: JSONValue {}
extension Bool: JSONValue {}
extension Int: JSONValue {}
extension Int32: JSONValue {}
extension Int64: JSONValue {}
extension Array: JSONValue where Element: JSONValue {}

extension Money: JSONValue {}
extension CalendarDate: JSONValue {}
extension BillingPeriod: JSONValue {}
extension Instant: JSONValue {}
extension ID: JSONValue {}
extension Explanation: JSONValue {}

extension LongID: JSONValue {
  package func encode(to encoder: any Encoder) throws { try rawValue.encode(to: encoder) }
}

extension LabID: JSONValue {
  package func encode(to encoder: any Encoder) throws { try description.encode(to: encoder) }
}

extension PlanAmounts.Sum: JSONValue {
  package func encode(to encoder: any Encoder) throws { try description.encode(to: encoder) }
}

/// A JSON object. Its keys are a promise to programs, so they are written as they are printed.
struct JSONObject: JSONValue, ExpressibleByDictionaryLiteral {
  private var members: [(key: String, value: any JSONValue)]

  /// A member without a value is left out.
  init(dictionaryLiteral elements: (String, (any JSONValue)?)...) {
    members = elements.compactMap { key, value in value.map { (key, $0) } }
  }

  init(_ members: some Sequence<(key: String, value: any JSONValue)>) {
    self.members = Array(members)
  }

  /// The members of both.
  static func + (left: JSONObject, right: JSONObject) -> JSONObject {
    JSONObject(left.members + right.members)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: MemberName.self)
    for (key, value) in members {
      try container.encode(value, forKey: MemberName(stringValue: key))
    }
  }
}

/// What stands for a value that is missing, where its key is always there.
struct JSONNull: JSONValue {
  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encodeNil()
  }
}

extension String {
  /// The text as a string of JSON, its controls as they are: who writes the line makes it harmless.
  var jsonString: String {
    var quoted = "\""
    for scalar in unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}

extension JSONEncoder {
  /// The one form of all JSON that the program prints: keys sorted, stable across versions.
  static var forPrograms: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return encoder
  }

  /// The lines of a document.
  ///
  /// - Parameter failure: why the command ends with an error although it has this to say: its members
  ///   are added to those of the object.
  static func lines(of value: any JSONValue, _ failure: Failure? = nil) throws -> [String] {
    var lines = String(decoding: try forPrograms.encode(value), as: UTF8.self)
      .split(separator: "\n").map(String.init)
    guard let failure, lines.count > 1 else { return lines }
    lines.removeLast()
    lines[lines.count - 1] += ","
    return lines + (try Self.lines(of: failure.json)).dropFirst()
  }
}

extension Failure {
  /// Why a command ended with an error, for programs: a document of its own on standard output, or
  /// three members of the result where there is one.
  var json: JSONObject {
    [
      "error": ([message] + details.map { "- \($0)" }).joined(separator: "\n"),
      "remedy": remedy ?? JSONNull(), "exit_code": exitCode,
    ]
  }
}
