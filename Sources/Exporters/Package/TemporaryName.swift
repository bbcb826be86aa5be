internal import Foundation

/// Names that nobody can guess, for what is not finished: in a folder that others may write to, a
/// name that can be guessed can be taken first.
enum TemporaryName {
  /// Characters of ``random()``.
  static let length = 32

  /// 32 hexadecimal digits from the system's random numbers.
  static func random() -> String {
    var generator = SystemRandomNumberGenerator()
    return (0..<2).map { _ in
      let digits = String(generator.next() as UInt64, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }

  /// A name beside a file's, on the same file system.
  static func beside(_ path: String) -> String { "\(path).\(random())\(ending)" }

  private static let ending = ".unfinished"

  /// Whether a name is one that ``beside(_:)`` makes for a file of this name.
  static func isBeside(_ file: String, _ name: String) -> Bool {
    guard name.hasPrefix(file + "."), name.hasSuffix(ending) else { return false }
    let random = name.dropFirst(file.count + 1).dropLast(ending.count)
    return random.count == length && random.allSatisfy(\.isHexDigit)
  }
}

/// A file that is written beside its place and put there when it is whole, readable by its owner and
/// group only from the first byte on. It is removed where it is not finished.
package final class UnfinishedFile {
  /// Where it lies until it is finished.
  package let path: String
  private let target: String
  private let file: OutputFile
  private var isKept = false

  /// - Throws: where no file can be made beside `target`.
  package init(for target: String) throws {
    self.target = target
    path = TemporaryName.beside(target)
    file = try OutputFile(path: path)
  }

  deinit {
    if !isKept { _ = unsafe unlink(path) }
  }

  package func write(_ bytes: [UInt8]) throws { try file.write(bytes) }

  /// Lets everybody read it, whatever the umask: what has nothing of a person in it, and is for others.
  package func letEverybodyRead() throws { try file.setMode(0o644) }

  /// Waits until all of it is on the disk: a full one may only say so now.
  package func sync() throws { try file.sync() }

  /// Puts it in its place.
  ///
  /// - Parameter keepingOnFailure: whether what was written stays where it is, where that fails.
  package func finish(keepingOnFailure: Bool = false) throws {
    isKept = keepingOnFailure
    guard unsafe rename(path, target) == 0 else { throw SystemFailure.last("write", target) }
    isKept = true
  }

  /// Removes what programs that were killed left of a file: of this user, and too old for anybody to be
  /// writing it. What cannot be removed stays.
  package static func removeLeftovers(of target: String) {
    let place = URL(fileURLWithPath: target)
    let folder = place.deletingLastPathComponent().path
    let oldest = Date().timeIntervalSince1970 - 3600
    for name in (try? FolderTree.names(in: folder)) ?? []
    where TemporaryName.isBeside(place.lastPathComponent, name) {
      let path = folder + "/" + name
      guard let status = try? FolderTree.status(path), FolderTree.isFile(status),
        status.st_uid == geteuid(), Double(status.st_mtim.tv_sec) < oldest
      else { continue }
      _ = unsafe unlink(path)
    }
  }
}

/// A file without a name, gone with its descriptor: what is kept on the disk for a while.
package enum NamelessFile {
  /// Makes one in a folder; the descriptor is the caller's.
  package static func open(in folder: String) throws -> Int32 {
    let path = folder + "/jobrunner-" + TemporaryName.random()
    let descriptor = unsafe Foundation.open(
      path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw SystemFailure.last("create", path) }
    guard unsafe unlink(path) == 0 else {
      let failure = SystemFailure.last("remove", path)
      close(descriptor)
      throw failure
    }
    return descriptor
  }
}
