internal import Billing
internal import PlainText

/// A zip archive that is read back after it was written, believing nothing it says: sizes, names
/// and checksums of the directory, of the local headers and of the data have to agree, and the
/// parts have to fill the file.
struct ZipArchive: ~Copyable {
  private let file: InputFile
  let entries: [ZipEntry]

  init(path: String) throws {
    let file = try InputFile(path: path)
    let (entries, directoryOffset) = try Self.directory(of: file)
    try Self.checkPlaces(entries, upTo: directoryOffset, in: file)
    self.file = file
    self.entries = entries
  }

  /// Bytes of a directory; a workbook's has some dozens of parts.
  private static let longestDirectory = 1 << 22

  /// The parts follow each other and fill the file up to the directory: no two share their data, so
  /// that a small file cannot stand for any amount of it.
  private static func checkPlaces(
    _ entries: [ZipEntry], upTo directoryOffset: Int, in file: borrowing InputFile
  ) throws {
    var place = 0
    for entry in entries.sorted(by: { $0.headerOffset < $1.headerOffset }) {
      guard entry.headerOffset == place else {
        throw SpreadsheetError.damaged(
          part: entry.name, problem: "it does not begin where the part before it ends")
      }
      place = try dataOffset(of: entry, in: file) + entry.compressedSize
    }
    guard place == directoryOffset else {
      throw SpreadsheetError.damaged(
        part: "zip directory", problem: "the parts end at \(place) instead of \(directoryOffset)")
    }
  }

  /// Inflates an entry piece by piece and checks its size and checksum.
  func read(_ entry: ZipEntry, _ body: (Span<UInt8>) throws -> Void) throws {
    let start = try Self.dataOffset(of: entry, in: file)
    var inflater = try Inflater(entry)
    var input = [UInt8](repeating: 0, count: 1 << 16)
    var offset = start
    while offset < start + entry.compressedSize {
      let wanted = min(input.count, start + entry.compressedSize - offset)
      if wanted < input.count { input.removeLast(input.count - wanted) }
      guard try file.read(into: &input, at: offset) == wanted else {
        throw SpreadsheetError.damaged(part: entry.name, problem: "the file ends inside it")
      }
      offset += wanted
      try inflater.feed(&input, body)
    }
    try inflater.finish()
  }

  private static func directory(
    of file: borrowing InputFile
  ) throws -> (entries: [ZipEntry], offset: Int) {
    func damaged(_ problem: String) -> SpreadsheetError {
      .damaged(part: "zip directory", problem: problem)
    }
    // No comment is ever written, so the end record is the last 22 bytes.
    guard file.size >= 22 else { throw damaged("the file has \(counted(file.size, "byte"))") }
    var end = [UInt8](repeating: 0, count: 22)
    _ = try file.read(into: &end, at: file.size - 22)
    guard end.word32(0) == 0x0605_4B50, end.word32(4) == 0, end.word16(20) == 0 else {
      throw damaged("there is no end record at the end of the file")
    }
    let count = Int(end.word16(10))
    let size = Int(end.word32(12))
    let start = Int(end.word32(16))
    guard end.word16(8) == end.word16(10), start + size + 22 == file.size,
      size <= longestDirectory
    else {
      throw damaged("the end record does not fit the file")
    }
    var bytes = [UInt8](repeating: 0, count: size)
    _ = try file.read(into: &bytes, at: start)
    var entries: [ZipEntry] = []
    var offset = 0
    while offset < size {
      guard offset + 46 <= size, bytes.word32(offset) == 0x0201_4B50 else {
        throw damaged("entry \(entries.count + 1) is not one")
      }
      let nameLength = Int(bytes.word16(offset + 28))
      let length = 46 + nameLength + Int(bytes.word16(offset + 30))
      // Neither comments nor parts on other disks are ever written.
      guard bytes.word32(offset + 32) == 0, offset + length <= size else {
        throw damaged("entry \(entries.count + 1) is longer than the directory")
      }
      entries.append(
        ZipEntry(
          name: String(decoding: bytes[(offset + 46)..<(offset + 46 + nameLength)], as: UTF8.self),
          method: bytes.word16(offset + 10), flags: bytes.word16(offset + 8),
          time: bytes.word32(offset + 12), crc: bytes.word32(offset + 16),
          compressedSize: Int(bytes.word32(offset + 20)), size: Int(bytes.word32(offset + 24)),
          headerOffset: Int(bytes.word32(offset + 42))))
      offset += length
    }
    guard entries.count == count, entries.allSatisfy({ $0.headerOffset < start }) else {
      throw damaged("it has \(counted(entries.count, "entry", "entries")) and announces \(count)")
    }
    guard Set(entries.map(\.name)).count == count else { throw damaged("a name is there twice") }
    return (entries, start)
  }

  /// Where an entry's data begins, after a local header that says the same as the directory.
  private static func dataOffset(
    of entry: ZipEntry, in file: borrowing InputFile
  ) throws -> Int {
    var header = [UInt8](repeating: 0, count: 30)
    _ = try file.read(into: &header, at: entry.headerOffset)
    let nameLength = Int(header.word16(26))
    var name = [UInt8](repeating: 0, count: nameLength)
    _ = try file.read(into: &name, at: entry.headerOffset + 30)
    guard header.word32(0) == 0x0403_4B50, header.word16(6) == entry.flags,
      header.word16(8) == entry.method, header.word32(10) == entry.time,
      header.word32(14) == entry.crc, Int(header.word32(18)) == entry.compressedSize,
      Int(header.word32(22)) == entry.size, Array(entry.name.utf8) == name
    else {
      throw SpreadsheetError.damaged(
        part: entry.name, problem: "its header and the directory disagree")
    }
    return entry.headerOffset + 30 + nameLength + Int(header.word16(28))
  }
}

/// One file inside a zip archive, as the archive's directory describes it.
struct ZipEntry: Equatable {
  var name: String
  /// 0 stored, 8 deflated; nothing else is read.
  var method: UInt16
  var flags: UInt16
  /// DOS time and date in one word.
  var time: UInt32
  var crc: UInt32
  var compressedSize: Int
  var size: Int
  /// Where its local header begins.
  var headerOffset: Int
}

/// Little-endian numbers in the bytes of a zip archive.
extension [UInt8] {
  func word16(_ offset: Int) -> UInt16 {
    UInt16(self[offset]) | UInt16(self[offset + 1]) << 8
  }

  func word32(_ offset: Int) -> UInt32 {
    UInt32(word16(offset)) | UInt32(word16(offset + 2)) << 16
  }
}
