internal import CZlib
internal import PlainText

/// Inflates the data of one zip entry and checks it against what the directory says of it.
@safe struct Inflater: ~Copyable {
  private let entry: ZipEntry
  /// On the heap: zlib refuses a stream that was moved.
  private let stream: UnsafeMutablePointer<z_stream>
  private var output = [UInt8](repeating: 0, count: 1 << 16)
  private var checksum: UInt
  private var size = 0
  private var isAtEnd = false

  init(_ entry: ZipEntry) throws(SpreadsheetError) {
    self.entry = entry
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    checksum = UInt(crc32(0, nil, 0))
    guard entry.method == 8 else {
      throw .damaged(part: entry.name, problem: "its compression method is \(entry.method)")
    }
    // Negative window bits: raw deflate data, as zip files hold it.
    let result = unsafe inflateInit2_(
      stream, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard result == Z_OK else { throw .damaged(part: entry.name, problem: "zlib: \(result)") }
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// Inflates the next piece of the data and hands on what comes out.
  mutating func feed(
    _ input: inout [UInt8], _ body: (Span<UInt8>) throws -> Void
  ) throws {
    var offset = 0
    while offset < input.count || size < entry.size {
      let consumed = input.count - offset
      let (result, read, produced) = step(&input, from: offset)
      offset += read
      guard result == Z_OK || result == Z_STREAM_END || result == Z_BUF_ERROR else {
        throw damaged("its data does not inflate (zlib \(result))")
      }
      if produced > 0 {
        size += produced
        guard size <= entry.size else { throw damaged("it is longer than the directory says") }
        try body(output.span.extracting(0..<produced))
      }
      if result == Z_STREAM_END {
        isAtEnd = true
        guard offset == input.count else { throw damaged("data follows its end") }
        return
      }
      if consumed == 0 && produced == 0 { return }
    }
  }

  /// - Throws: where the data ended early or is not what its checksum says.
  mutating func finish() throws(SpreadsheetError) {
    guard isAtEnd, size == entry.size else {
      throw damaged("\(size) of \(counted(entry.size, "byte")) came out")
    }
    guard UInt32(truncatingIfNeeded: checksum) == entry.crc else {
      throw damaged("its checksum is wrong")
    }
  }

  private mutating func step(
    _ input: inout [UInt8], from offset: Int
  ) -> (result: Int32, read: Int, produced: Int) {
    unsafe input.withUnsafeMutableBufferPointer { source in
      unsafe output.withUnsafeMutableBufferPointer { target in
        unsafe stream.pointee.next_in = unsafe source.baseAddress.map { unsafe $0 + offset }
        unsafe stream.pointee.avail_in = UInt32(source.count - offset)
        unsafe stream.pointee.next_out = target.baseAddress
        unsafe stream.pointee.avail_out = UInt32(target.count)
        let result = unsafe inflate(stream, Z_NO_FLUSH)
        let produced = unsafe target.count - Int(stream.pointee.avail_out)
        unsafe checksum = UInt(
          crc32(uLong(checksum), UnsafePointer(target.baseAddress), UInt32(produced)))
        return unsafe (result, source.count - offset - Int(stream.pointee.avail_in), produced)
      }
    }
  }

  private func damaged(_ problem: String) -> SpreadsheetError {
    .damaged(part: entry.name, problem: problem)
  }
}
