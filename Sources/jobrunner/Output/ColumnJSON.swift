internal import Billing
internal import Foundation
internal import LabSchema
internal import Postgres

extension Column {
  /// A value of the column as programs read it (docs/json/README.md): whole numbers and flags as what they are,
  /// documents as they are, and everything else as a text.
  ///
  /// - Parameter text: as the database writes it; nil where there is none.
  func json(_ text: String?) -> any JSONValue {
    guard let text else { return JSONNull() }
    switch type {
    case .boolean: return text == "true" || text == "t"
    case .integer, .bigint: return Int64(text) ?? text
    case .jsonb: return (try? JSONDecoder().decode(JSONTree.self, from: Data(text.utf8))) ?? text
    case .textArray: return (try? TextArray(postgres: text.utf8.span))?.elements ?? text
    default: return text
    }
  }
}

/// A document of JSON, whatever is in it.
enum JSONTree: JSONValue, Decodable {
  case null
  case flag(Bool)
  case number(Decimal)
  case text(String)
  case list([JSONTree])
  case object([String: JSONTree])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let flag = try? container.decode(Bool.self) {
      self = .flag(flag)
    } else if let number = try? container.decode(Decimal.self) {
      self = .number(number)
    } else if let text = try? container.decode(String.self) {
      self = .text(text)
    } else if let list = try? container.decode([JSONTree].self) {
      self = .list(list)
    } else {
      self = .object(try container.decode([String: JSONTree].self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .flag(let flag): try container.encode(flag)
    case .number(let number): try container.encode(number)
    case .text(let text): try container.encode(text)
    case .list(let list): try container.encode(list)
    case .object(let members): try container.encode(members)
    }
  }
}
