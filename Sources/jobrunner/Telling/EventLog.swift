internal import Billing
internal import Foundation
internal import Logging

/// Writes the log to standard error, a line an event; the one place through which it goes. It shows no
/// password, moves no terminal, and names no person where a machine keeps what it writes.
struct EventLog: LogHandler {
  var logLevel = Logger.Level.notice
  var metadata: Logger.Metadata = [:]
  var metadataProvider: Logger.MetadataProvider?
  private let format: LogFormat
  private let reader: LogReader
  private let now: @Sendable () -> Timestamp

  /// What every error begins with, and every warning.
  private static let prefix = "jobrunner: "
  private static let warning = "jobrunner: warning: "

  /// The program's own, also for what a library of it logs.
  static let standard = EventLog(.asked, for: .ofStandardError, now: Timestamp.now)

  init(_ format: LogFormat, for reader: LogReader, now: @escaping @Sendable () -> Timestamp) {
    (self.format, self.reader, self.now) = (format, reader, now)
  }

  subscript(metadataKey key: String) -> Logger.MetadataValue? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    ProgressLine.clear()
    StandardStream.messages.write(
      lines(event).map { line in
        (reader == .journal ? "<\(event.level.priority)>" : "")
          + colored(line.harmless, event.level) + "\n"
      }.joined())
  }

  /// With the colour of its beginning, where somebody looks on.
  private func colored(_ line: String, _ level: Logger.Level) -> String {
    let start = level == .warning ? Self.warning : Self.prefix
    guard format == .text, reader == .person, Color.onMessages, line.hasPrefix(start) else {
      return line
    }
    return (level == .warning ? Color.yellow : .red).of(start.dropLast())
      + line.dropFirst(start.count - 1)
  }

  /// What is written of an event, without journald's priority.
  func lines(_ event: LogEvent) -> [String] {
    let fields = metadata.merging(event.metadata ?? [:]) { _, own in own }
    return format == .json ? [json(event, fields)] : text(event, fields)
  }

  /// The message and the fields, and below an error what it speaks of and what to do.
  private func text(_ event: LogEvent, _ fields: Logger.Metadata) -> [String] {
    var line = reader == .file ? "\(now()) " : ""
    if event.level >= .error {
      line += Self.prefix
    } else if event.level == .warning {
      line += Self.warning
    }
    line += told(event.message.description)
    if event.level < .warning, fields[Event.name] != .string(Event.nightEnded) {
      for (name, value) in fields.sorted(by: { $0.key < $1.key }) where name != Event.name {
        line += " \(name)=\(value.text(told))"
      }
    }
    var lines = [line]
    if case .array(let details) = fields[Event.details] {
      lines += details.map { "  - \(told($0.description))" }
    }
    if case .array(let usage) = fields[Event.usage] { lines += usage.map { told($0.description) } }
    if let remedy = fields[Event.remedy] { lines.append("  \(told(remedy.description))") }
    return lines
  }

  private func json(_ event: LogEvent, _ fields: Logger.Metadata) -> String {
    var members = ["\"time\":\"\(now())\"", "\"level\":\"\(event.level)\""]
    if let name = fields[Event.name] { members.append("\"event\":\(name.json(told))") }
    members.append("\"message\":\(told(event.message.description).jsonString)")
    for (name, value) in fields.sorted(by: { $0.key < $1.key }) where name != Event.name {
      members.append("\(name.jsonString):\(value.json(told))")
    }
    return "{\(members.joined(separator: ","))}"
  }

  /// A text as it may stand in the log.
  private func told(_ text: String) -> String {
    let hidden = Secrets.hidden(in: text)
    return format == .json || reader != .person ? Secrets.withoutPeople(hidden) : hidden
  }
}

extension Logger.Level {
  /// syslog's number of it.
  fileprivate var priority: Int {
    switch self {
    case .trace, .debug: 7
    case .info: 6
    case .notice: 5
    case .warning: 4
    case .error: 3
    case .critical: 2
    }
  }
}

extension Logger.MetadataValue {
  /// As it stands behind a key: in quotes where its end could not be told otherwise.
  fileprivate func text(_ told: (String) -> String) -> String {
    let text = told(description)
    let isPlain = !text.isEmpty && !text.contains { $0 == " " || $0 == "\"" || $0 == "=" }
    return isPlain ? text : text.jsonString
  }

  fileprivate func json(_ told: (String) -> String) -> String {
    switch self {
    case .string(let text): told(text).jsonString
    case .stringConvertible(let value):
      value is any BinaryInteger || value is Bool || value is Double
        ? value.description : told(value.description).jsonString
    case .array(let values): "[\(values.map { $0.json(told) }.joined(separator: ","))]"
    case .dictionary(let members):
      "{"
        + members.sorted { $0.key < $1.key }
        .map { "\($0.key.jsonString):\($0.value.json(told))" }.joined(separator: ",") + "}"
    }
  }
}
