import Billing
import Foundation
import TestLab
import Testing

@testable internal import BillingJobs

@Suite("A table on the disk")
struct DiskTableTests {
  private static func file() throws -> Int32 {
    try file(in: FileManager.default.temporaryDirectory)
  }

  private static func file(in folder: URL) throws -> Int32 {
    let path = folder.appendingPathComponent("jobrunner-table-\(UUID().uuidString)").path
    let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw TestLabError("no file \(path)") }
    unsafe unlink(path)
    return descriptor
  }

  /// Keys that meet: their low bits are few.
  private static func key(_ number: UInt64) -> DiskTable.Key {
    .init(first: number % 977, second: number / 977 + 1)
  }

  @Test("holds what was last set, however often it doubled")
  func holds() throws {
    var table = try DiskTable(slots: 4, makeFile: Self.file)
    for number in 0..<5000 as Range<UInt64> {
      try table.set(Self.key(number), to: .init(first: Int64(number), second: -1))
    }
    for number in stride(from: 0, to: 5000, by: 3) as StrideTo<UInt64> {
      try table.set(Self.key(number), to: .init(first: 0, second: Int64(number)))
    }
    for number in 0..<6000 as Range<UInt64> {
      let expected: DiskTable.Value? =
        switch number {
        case 5000...: nil
        case let number where number % 3 == 0: .init(first: 0, second: Int64(number))
        default: .init(first: Int64(number), second: -1)
        }
      #expect(try table.value(of: Self.key(number)) == expected, "\(number)")
    }
  }

  @Test("a disk that is full is said to be", .enabled(if: SmallDisk.isPossible))
  func full() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("jobrunner-small-\(UUID().uuidString)")
    let disk = try SmallDisk(folder.path, kilobytes: 128)
    defer { try? FileManager.default.removeItem(at: folder) }
    var table = try DiskTable(slots: 1 << 15) { try Self.file(in: folder) }
    #expect(throws: ScratchFileFailure(code: ENOSPC)) {
      for number in 0..<100_000 as Range<UInt64> {
        try table.set(
          .init(first: number &* 0x9E37_79B9_7F4A_7C15, second: 1), to: .init(first: 0, second: 0))
      }
    }
    _ = disk
  }
}
