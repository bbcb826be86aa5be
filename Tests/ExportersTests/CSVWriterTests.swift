import Billing
internal import Foundation
internal import LabSchema
internal import Testing

@testable internal import Exporters

@Suite("CSV files")
struct CSVWriterTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
  }

  private func write(_ format: CSVFormat, to name: String = "file.csv") throws -> [UInt8] {
    var file = try CSVWriter(path: folder.path(name), format: format, header: ["name", "amount"])
    file.text("Iyer, Meera")
    file.plain(Money(minorUnits: -1050))
    try file.endRow()
    file.text(nil)
    file.plain(Money?.none)
    try file.endRow()
    try file.finish()
    return try folder.bytes(name)
  }

  @Test("lines end as the format says, and a negative amount stays a number")
  func lineEndings() throws {
    let text = "name,amount\n\"Iyer, Meera\",-10.50\n,\n"
    #expect(try write(CSVFormat(), to: "lf.csv") == Array(text.utf8))
    #expect(
      try write(CSVFormat(lineEnding: .crlf), to: "crlf.csv")
        == Array(text.replacing("\n", with: "\r\n").utf8))
  }

  @Test("a byte order mark comes first where it is asked for")
  func byteOrderMark() throws {
    let bytes = try write(CSVFormat(byteOrderMark: true))
    #expect(bytes.starts(with: [0xEF, 0xBB, 0xBF]))
    #expect(bytes.dropFirst(3).starts(with: "name,".utf8))
  }

  @Test("only owner and group may read it")
  func mode() throws {
    _ = try write(CSVFormat())
    let attributes = try FileManager.default.attributesOfItem(atPath: folder.path("file.csv"))
    #expect(attributes[.posixPermissions] as? Int == 0o640)
  }

  @Test("more rows than the buffer holds arrive whole and in order")
  func manyRows() throws {
    var file = try CSVWriter(path: folder.path("big.csv"), format: CSVFormat(), header: ["n"])
    for number in 1...20_000 {
      file.plain(number)
      try file.endRow()
    }
    #expect(file.rows == 20_000)
    try file.finish()
    let lines = String(decoding: try folder.bytes("big.csv"), as: UTF8.self).split(separator: "\n")
    #expect(lines.dropFirst().map { Int($0) } == (1...20_000).map { $0 })
  }

  @Test("a full disk is told by its name")
  func fullDisk() {
    #expect(SystemFailure(action: "write", path: "x", code: ENOSPC).isNoSpace)
    #expect(
      ExportError(SystemFailure(action: "write", path: "/x/y", code: ENOSPC))
        == .diskFull(path: "/x/y"))
  }
}
