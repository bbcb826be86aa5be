internal import Billing
internal import PlainText

/// The numbers that a chart shows: a program draws its own copies of them before it looks at the cells.
struct ChartNumbers: XMLHandler {
  /// A row of numbers, and the cells they are copies of.
  struct Series {
    /// `Days!$K$6:$K$36`
    var cells: String
    var numbers: [Int: String] = [:]
  }

  private(set) var series: [Series] = []
  private let part: String
  private var path: [String] = []
  private var text: [UInt8] = []
  private var cells = ""
  private var point: Int?

  /// Series of a chart, numbers of a series, and bytes of one of its texts; an export's have fewer.
  private static let most = 1 << 8

  init(part: String) {
    self.part = part
  }

  mutating func start(_ element: borrowing XMLElement, in bytes: Span<UInt8>) throws {
    let name = String(utf8: bytes.extracting(element.name))
    path.append(name)
    text.removeAll(keepingCapacity: true)
    switch name {
    case "c:numRef": cells = ""
    case "c:numCache":
      guard series.count < Self.most else { throw tooMany }
      series.append(Series(cells: cells))
    case "c:pt": point = element.text("idx", in: bytes).flatMap { Int($0) }
    default: break
    }
  }

  mutating func text(_ text: Span<UInt8>) throws {
    guard path.last == "c:f" || path.last == "c:v" else { return }
    guard self.text.count + text.count <= Self.most else { throw tooMany }
    self.text.append(text)
  }

  mutating func end(_ name: Span<UInt8>) throws {
    defer { path.removeLast() }
    let value = String(decoding: text, as: UTF8.self)
    if name.spells("c:f"), path.contains("c:numRef") { cells = value }
    guard name.spells("c:v"), path.contains("c:numCache"), let point, !series.isEmpty else {
      return
    }
    guard series[series.count - 1].numbers.count < Self.most else { throw tooMany }
    series[series.count - 1].numbers[point] = value
  }

  private var tooMany: SpreadsheetError {
    .damaged(part: part, problem: "it has more numbers than any export writes")
  }
}
