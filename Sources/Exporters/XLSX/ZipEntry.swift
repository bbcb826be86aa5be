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
