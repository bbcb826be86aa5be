import Foundation
import Synchronization
import TestLab

/// A small HTTP server that hears pings, and answers them as a test wants. It ends with its last use.
final class PingServer: Sendable {
  /// A request that came in whole.
  struct Heard: Equatable, Sendable {
    let path: String
    let method: String
    let body: String

    /// What a person reads of it first.
    var firstLine: String { String(body.prefix { $0 != "\n" }) }
  }

  /// What becomes of a request.
  enum Answer: Sendable {
    /// A status, and where another one goes to.
    case status(Int, location: String? = nil)
    /// The connection stays open, and nothing comes.
    case silence
  }

  private struct State {
    var heard: [Heard] = []
    /// By path, one after the other; the last one stays.
    var answers: [String: [Answer]] = [:]
    /// Those of silence, which nobody closes while the server lives.
    var open: [Int32] = []
  }

  private let listener: Int32
  private let port: UInt16
  private let state = Mutex(State())

  init() throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        unsafe bind(listener, address, length) == 0 && listen(listener, 64) == 0
          && getsockname(listener, address, &length) == 0
      }
    }
    guard bound else { throw TestLabError("no port for a server of pings") }
    self.listener = listener
    port = UInt16(bigEndian: address.sin_port)
    Thread.detachNewThread { [weak self] in
      while case let connection = accept(listener, nil, nil), connection >= 0 {
        guard let self else { break }
        Thread.detachNewThread { self.serve(connection) }
      }
      close(listener)
    }
  }

  deinit {
    // Which ends the waiting for the next one.
    shutdown(listener, Int32(SHUT_RDWR))
    for connection in state.withLock(\.open) { close(connection) }
  }

  func url(_ path: String) -> String { "http://127.0.0.1:\(port)/\(path)" }

  func answer(_ path: String, _ answers: Answer...) {
    state.withLock { $0.answers["/" + path] = answers }
  }

  /// What came in since it was asked last.
  func heard() -> [Heard] {
    state.withLock { state in
      defer { state.heard = [] }
      return state.heard
    }
  }

  /// Whether something came in that nobody has asked for.
  var hasHeard: Bool { state.withLock { !$0.heard.isEmpty } }

  private func serve(_ connection: Int32) {
    var bytes = Data()
    while let request = Self.request(in: bytes) ?? Self.more(connection, &bytes) {
      guard case .some(let heard) = request else { continue }
      let answer = state.withLock { state in
        state.heard.append(heard)
        let answers = state.answers[heard.path] ?? [.status(200)]
        if answers.count > 1 { state.answers[heard.path] = Array(answers.dropFirst()) }
        return answers[0]
      }
      guard case .status(let status, let location) = answer else {
        return state.withLock { $0.open.append(connection) }
      }
      let text =
        "HTTP/1.1 \(status) x\r\nContent-Length: 2\r\nConnection: close\r\n"
        + (location.map { "Location: \($0)\r\n" } ?? "") + "\r\nok"
      _ = unsafe Array(text.utf8).withUnsafeBytes {
        unsafe send(connection, $0.baseAddress, $0.count, 0)
      }
      break
    }
    close(connection)
  }

  /// Reads on.
  ///
  /// - Returns: nil at the end, else `.some(nil)`: look again.
  private static func more(_ connection: Int32, _ bytes: inout Data) -> Heard?? {
    var chunk = [UInt8](repeating: 0, count: 65536)
    let count = unsafe recv(connection, &chunk, chunk.count, 0)
    guard count > 0 else { return nil }
    bytes += chunk[..<count]
    return .some(nil)
  }

  private static func request(in bytes: Data) -> Heard?? {
    guard let end = bytes.range(of: Data("\r\n\r\n".utf8)) else { return nil }
    let head = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
    let length = head.first { $0.lowercased().hasPrefix("content-length:") }
      .flatMap { Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces)) }
    let body = bytes[end.upperBound...]
    guard body.count >= length ?? 0 else { return nil }
    let words = head[0].split(separator: " ")
    return .some(
      Heard(
        path: String(words[1]), method: String(words[0]),
        body: String(decoding: body, as: UTF8.self)))
  }
}
