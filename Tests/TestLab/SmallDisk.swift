internal import Billing
internal import Foundation
internal import Postgres

/// A disk of a few MB, made for one test: only root may mount one.
package final class SmallDisk {
  package let path: String

  package static var isPossible: Bool {
    geteuid() == 0 && FileManager.default.fileExists(atPath: "/bin/mount")
  }

  package init(_ path: String, kilobytes: Int) throws {
    self.path = path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    let outcome = try ChildProcess(
      command: ["/bin/mount", "-t", "tmpfs", "-o", "size=\(kilobytes)k", "tmpfs", path]
    ).wait(within: .seconds(20))
    guard outcome.exitCode == 0 else { throw TestLabError(outcome.standardError) }
  }

  deinit {
    _ = try? ChildProcess(command: ["/bin/umount", "--lazy", path]).wait(within: .seconds(20))
  }

  /// Writes until nothing more goes in.
  package func fill() {
    guard let file = unsafe fopen(path + "/filler", "w") else { return }
    unsafe setvbuf(file, nil, _IONBF, 0)
    let block = [UInt8](repeating: 1, count: 512)
    while unsafe fwrite(block, 1, block.count, file) == block.count {}
    unsafe fclose(file)
  }

  package func clear() throws {
    try FileManager.default.removeItem(atPath: path + "/filler")
  }
}
