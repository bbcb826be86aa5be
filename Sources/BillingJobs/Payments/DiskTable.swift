package import Billing
internal import Foundation

/// Pairs of a key and a value in a file, any number of them in constant memory: a hash table of
/// slots of 32 bytes, looked up by position, at most three quarters full.
struct DiskTable: ~Copyable {
  /// 16 bytes that are not all 0.
  struct Key: Hashable {
    var first: UInt64
    var second: UInt64
  }

  struct Value: Equatable {
    var first: Int64
    var second: Int64
  }

  /// Makes an empty file without a name; its descriptor is the table's.
  private let makeFile: () throws -> Int32
  private var descriptor: Int32
  private var slots: UInt64
  private var count: UInt64 = 0
  /// The slots that were read last.
  private var words = [UInt64](repeating: 0, count: wordsOfSlot * slotsAtOnce)

  private static let wordsOfSlot = 4
  private static let bytesOfSlot = UInt64(wordsOfSlot * 8)
  /// Slots that are read at once: a key is rarely further from its place.
  private static let slotsAtOnce = 4

  /// - Parameter slots: to begin with, a power of two; a full table doubles.
  init(slots: Int = 1 << 15, makeFile: @escaping () throws -> Int32) throws {
    descriptor = try Self.file(of: UInt64(slots), makeFile)
    self.makeFile = makeFile
    self.slots = UInt64(slots)
  }

  deinit { close(descriptor) }

  mutating func value(of key: Key) throws -> Value? {
    try find(key).value
  }

  mutating func set(_ key: Key, to value: Value) throws {
    let place = try find(key)
    try write(key, value, at: place.slot)
    guard place.value == nil else { return }
    count += 1
    if count * 4 > slots * 3 { try double() }
  }

  /// Where a key is, or has to go.
  private mutating func find(_ key: Key) throws -> (slot: UInt64, value: Value?) {
    var slot = (key.first ^ key.second &* 0xA24B_AED4_963E_E407) &* 0x9E37_79B9_7F4A_7C15
    slot >>= UInt64(UInt64.bitWidth - slots.trailingZeroBitCount)
    while true {
      let count = min(UInt64(Self.slotsAtOnce), slots - slot)
      try read(at: slot, count)
      for index in 0..<Int(count) {
        let word = index * Self.wordsOfSlot
        let found = Key(first: words[word], second: words[word + 1])
        if found == key { return (slot + UInt64(index), value(at: word)) }
        if found == Key(first: 0, second: 0) { return (slot + UInt64(index), nil) }
      }
      slot = slot + count == slots ? 0 : slot + count
    }
  }

  private func value(at word: Int) -> Value {
    Value(first: Int64(bitPattern: words[word + 2]), second: Int64(bitPattern: words[word + 3]))
  }

  /// Moves all pairs into a file of twice the slots.
  private mutating func double() throws {
    let (full, fullSlots) = (descriptor, slots)
    descriptor = try Self.file(of: fullSlots * 2, makeFile)
    defer { close(full) }
    slots = fullSlots * 2
    let piece = 2048
    var moved = [UInt64](repeating: 0, count: piece * Self.wordsOfSlot)
    for start in stride(from: 0, to: fullSlots, by: piece) {
      let slotsLeft = min(piece, Int(fullSlots - start))
      try Self.read(&moved, slotsLeft, from: full, at: start)
      for word in stride(from: 0, to: slotsLeft * Self.wordsOfSlot, by: Self.wordsOfSlot) {
        let key = Key(first: moved[word], second: moved[word + 1])
        guard key != Key(first: 0, second: 0) else { continue }
        let value = Value(
          first: Int64(bitPattern: moved[word + 2]), second: Int64(bitPattern: moved[word + 3]))
        try write(key, value, at: try find(key).slot)
      }
    }
  }

  /// A file of so many slots: those that nothing was written to take no room, and are read as zeros.
  private static func file(of slots: UInt64, _ makeFile: () throws -> Int32) throws -> Int32 {
    let descriptor = try makeFile()
    guard ftruncate(descriptor, off_t(slots * bytesOfSlot)) == 0 else {
      let failure = ScratchFileFailure(code: errno)
      close(descriptor)
      throw failure
    }
    return descriptor
  }

  private mutating func read(at slot: UInt64, _ count: UInt64) throws {
    try Self.read(&words, Int(count), from: descriptor, at: slot)
  }

  private static func read(
    _ words: inout [UInt64], _ count: Int, from descriptor: Int32, at slot: UInt64
  ) throws {
    let size = count * Int(bytesOfSlot)
    let read = unsafe words.withUnsafeMutableBytes { bytes in
      unsafe pread(descriptor, bytes.baseAddress, size, off_t(slot * bytesOfSlot))
    }
    guard read == size else { throw ScratchFileFailure(code: read < 0 ? errno : EIO) }
  }

  private func write(_ key: Key, _ value: Value, at slot: UInt64) throws {
    let words = [
      key.first, key.second, UInt64(bitPattern: value.first), UInt64(bitPattern: value.second),
    ]
    let written = unsafe words.withUnsafeBytes { bytes in
      unsafe pwrite(descriptor, bytes.baseAddress, bytes.count, off_t(slot * Self.bytesOfSlot))
    }
    guard written == words.count * 8 else {
      throw ScratchFileFailure(code: written < 0 ? errno : ENOSPC)
    }
  }
}

/// What is kept on the disk for a while could not be.
package struct ScratchFileFailure: ReportedError, Equatable, Sendable, CustomStringConvertible {
  package var exitStatus: ExitStatus { .notWritable }
  package var message: String { description }
  package var remedy: String { "make room in exports.temporary_folder, or set another one" }

  /// The system's error number.
  let code: Int32

  package var description: String {
    let reason = unsafe String(cString: strerror(code))
    return "the lines of the settlement cannot be kept in a temporary file: \(reason)"
  }
}
