/**
 * The engine: a TAP, a protocol machine and relays, introduced to each other on one event loop.
 *
 * <p><b>Theory of operation.</b> The modules do not know each other: {@code tapdev} moves frames
 * and knows no protocol, {@code tcpip} knows protocols and does no I/O, {@code portfwd} moves bytes
 * between its flows and host sockets. {@link org.slirp4j.runtime.engine.Engine} makes one of each
 * and puts them on one thread.
 *
 * <pre>
 *   epoll wakes ──▶ TapHandle ──▶ TapLink.onFrame ──▶ Stack.onFrame ──▶ Relays ──▶ host sockets
 *               ──▶ HostSocket ──▶ Relays ──▶ TcpFlow.commit, UdpFlow.send …
 *   all handled ──▶ Turn.run ──▶ Stack.emit ──▶ TapLink.accept ──▶ TapHandle.write
 *                            ──▶ Stack.nextDeadline ──▶ one scheduled wake-up
 * </pre>
 *
 * {@link org.slirp4j.runtime.engine.Turn} is why acknowledgements come once per batch: whoever did
 * something asks for a turn's end, which comes once, when every ready descriptor has been looked
 * at.
 *
 * <p><b>Start.</b> Loading Netty and loading JNA take about the same time and do not need each
 * other, so they go on two threads and meet when the TAP is there.
 *
 * <p><b>End.</b> {@link org.slirp4j.runtime.engine.Watch} tells that whoever started us has gone,
 * {@link org.slirp4j.runtime.engine.ContainerWatch} that the container has; a TAP that was deleted
 * tells by itself. Then the host's connections are reset, so that nobody out there waits for a peer
 * that no longer exists.
 *
 * <p><b>Many of them.</b> A daemon has an engine for each container, and they have nothing in
 * common: each its own thread, stack, pools, relays. {@link org.slirp4j.runtime.engine.Engine#call}
 * is how others get something done on that thread. What they share is the process, by the bounds in
 * {@link org.slirp4j.runtime.engine.EngineLimits}: memory for packets, by a {@link
 * org.slirp4j.runtime.engine.MemoryBudget}; open files, and with them the heap that flows take (1
 * to 2 KiB each), by a {@link org.slirp4j.portfwd.config.SocketBudget}; both let nobody take all.
 * The processors are shared by the kernel's scheduler.
 *
 * <p><b>Memory.</b> An idle engine has some 0.4 MB. Its pools are {@link
 * org.slirp4j.runtime.engine.EngineMemory}: pages come when they are written to, and five seconds
 * after a burst began those that nobody needs go. The system running out of it, or the engine's
 * share being used up, is a pool that is empty, which drops frames and is counted. The Java heap
 * running out ends the process on purpose ({@code -XX:+ExitOnOutOfMemoryError}): whoever asked for
 * the last byte is not whoever took the others, and a process that begins again, with its rules, is
 * better than one in which anything may have failed half-way.
 *
 * <p><b>Faults.</b> What a socket's handler throws costs its flow. What nobody has caught on an
 * engine's thread, errors too, ends that engine ({@link org.slirp4j.runtime.engine.Faults}): its
 * TAP is closed, its connections are reset, {@link
 * org.slirp4j.runtime.engine.Engine.Listener#onFailed} is told, the others go on.
 *
 * <p><b>Where the time goes.</b> At 34 Gbit/s of one stream (two processors, MTU 65520) the thread
 * is busy for 86 % of a processor: 9 % in Java, the rest in the kernel, most of it in the two
 * copies between TAP, memory and socket. A frame is read and sent from the same block, with no
 * other system call in between; a request and its answer take six, a connection with one of each
 * twenty-four.
 *
 * <p>A profile of one stream (perf(1) with cpu-clock; each thread's time from its schedstat;
 * nothing else running), in µs of processor time for each 64 KiB:
 *
 * <pre>
 *                                                MTU 65520       MTU 1500
 *                                                out     in     out     in
 *   this thread  TAP: copy                        4.7    3.7     4.6    3.7
 *                TAP: TUN, the container's TCP    0.9    1.5     1.1    2.0
 *                socket: copy                     2.7    5.1     3.3    4.8
 *                socket: the host's TCP           2.6    2.6     3.9    3.0
 *                Java                             1.1    1.4     1.2    1.7
 *                epoll, being preempted           0.6    0.6     0.5    0.7
 *   sender       copy                             5.7    3.9     4.0    4.0
 *                TCP, device, the rest            2.3    2.8     2.4    2.6
 *   receiver     copy                             3.4    4.1     4.1    4.1
 *                TCP, select(2), the rest         2.6    1.8     3.2    2.4
 *   all three                                    26.6   27.5    28.3   29.0
 *   the JVM's compilers                           1.2    0.1     1.7    0.9
 *   nobody, or perf(1)                            5.5    6.4     8.6   11.9
 *   two processors                               33.3   34.0    38.6   41.8
 *   Gbit/s                                       31.5   30.9    27.2   25.1
 * </pre>
 *
 * <p>Outward this thread ran for 76 % of the time and waited for a processor for 19 % (inward 88
 * and 8 %): a receiver that is woken gets the one that woke it. The four copies are 60 % of all
 * work, and cost what it costs to get bytes from where they are. To copy 64 KiB takes 1.4 µs within
 * one processor's cache, 2.5 µs in a ring of 4 MiB that one processor writes and reads, 3.3 to 5.6
 * when one writes and the other reads. Here it is 4.1, where a pair of veth has two such copies. If
 * no processor were ever without work, the stream at MTU 65520 had 39 Gbit/s: 0.6 of veth's 63.
 *
 * <p>That a second processor does not double it is the caches' doing: with this process and both
 * ends of the stream on one processor (taskset) it carries 29 to 32 Gbit/s out and 26 in, the other
 * one asleep; what is written on one processor and read on the other costs about as much as the
 * second one brings. No way of tying the three to processors carries more than leaving them free
 * (24 to 31; free 32 out and 33 in). Several streams share the one thread, which gets a processor's
 * part among busy clients and servers: four of iperf3's 30 Gbit/s out and 28 in through an engine
 * that is warm, 20 to 24 in its first second; through two engines on two queues of one TAP 33 and
 * 36.
 *
 * <p>Over a path of 20 ms a stream out carries 1.4 Gbit/s, and its gigabyte costs the thread 0.42
 * s: 54 % in the two copies, of memory that no cache holds any more, 13 % in Java. The compilers
 * take about a second of their own, once: with 2,500 frames a second they need ten seconds to find
 * what is worth it, so that a sample of one second shows 2 to 3 s/GB.
 *
 * <p>Of the 10 µs that a request and its answer take while both processors are awake, 3 are spent
 * in Java. When they are asleep it is 27, because to be woken takes a thread some 5 µs, four times.
 *
 * <p>A connection costs a warm process 49 to 65 µs of processor time, so that 10,000 to 20,000 come
 * about in a second. A process that has only just been started makes its first 1,000 in a quarter
 * of a second: half of its time are then the compilers'.
 *
 * <p>A datagram of 1,400 bytes outward, at 400,000 a second, costs this thread 1.5 µs: the read 0.7
 * (0.3 of it the copy, 0.1 to free what the other processor allocated), the send 0.4, Java 0.3,
 * entries into the kernel 0.1; where batches are long 1.0. The sender has 0.9 and the receiver 0.6.
 * Without loss came, in six interleaved rounds (one plain sender, 0.25 s at each rate), a median of
 * 512,000 a second, of pasta's 354,000, of slirp4netns' 263,000; over a pair of veth 640,000, and
 * 690,000 at best: twice what pasta carries is more than the kernel does alone.
 *
 * <p><b>Tried and not kept</b> (three interleaved rounds each, all within the 5 % that rounds
 * differ):
 *
 * <ul>
 *   <li>splice(2) between TAP and socket: the TUN driver has neither direction (EINVAL, Linux
 *       6.18);
 *   <li>a second thread that writes frames to the TAP, behind a ring, while the first one reads the
 *       host's socket: 31 Gbit/s as with one; only with the threads and both ends tied to
 *       processors in pairs 37;
 *   <li>several queues with a thread each: a tenth more outward and a quarter inward for four
 *       streams (see above), nothing for one. But which queue a packet comes by is the kernel's
 *       choice: what is one socket's or one table's (datagrams, pings, names, addresses) has to be
 *       handed from thread to thread. And an interface that may have several (IFF_MULTI_QUEUE)
 *       takes 25 MB of the kernel's memory and 5 to 12 ms to be brought up, because it has 256 with
 *       a queueing discipline for each; 0.24 MB without disciplines;
 *   <li>a TAP without a queueing discipline (noqueue): 90 KiB less of the kernel's memory, 8 % more
 *       datagrams when there are too many, TCP the same. But then sockets with IP_RECVERR, such as
 *       QUIC's, are told ENOBUFS for each that is dropped, and a host's default_qdisc of fq, which
 *       paces, is lost;
 *   <li>the compilers' threads at a lower priority (nice 5, 19): the first second of four streams
 *       and the first 60,000 requests are the same;
 *   <li>time slices of 0.1, 20 or 100 ms for the loop's thread (sched_setattr(2)): the long ones
 *       lose a fifth and more;
 *   <li>64 KiB instead of 256 KiB read from a host socket before the container gets its frames;
 *   <li>receive windows of 512 KiB or 1 MiB, send buffers of 512 KiB (a tenth slower inbound), 768
 *       KiB or 2 MiB;
 *   <li>TCP_WINDOW_CLAMP of 512 KiB or 1 MiB, SO_RCVBUF or SO_SNDBUF of 256 KiB at the host's
 *       sockets: they only end the kernel's tuning for long paths;
 *   <li>a young generation of 3 MB: resident memory is the same;
 *   <li>looking for events for 20 µs before the loop sleeps, as long as answers came that soon: p50
 *       of a request 10 to 17 µs instead of 10 to 33, but whoever shares the processor waits (p99.9
 *       57 µs; 110 with 50 µs of it), and with sched_yield(2) in between, which mends that, a loop
 *       beside busy processes loses whole slices: p99 2.5 ms instead of 0.03 to 0.3;
 *   <li>a tenth of the usual thresholds for compiling this project's methods: the first 100
 *       connections take 120 ms instead of 75;
 *   <li>profiles from the AOT cache: the first 1,000 connections take as long without them;
 *   <li>four or ten times the usual thresholds for the second compiler: over a path of 20 ms it
 *       takes 0.06 s for the first gigabyte instead of 0.2, but a bulk stream on a busy machine had
 *       less in its second second, some rounds a third;
 *   <li>receive windows of at most 384 KiB or 1 MiB for an upload over 20 ms: processor time and
 *       throughput are the same;
 *   <li>compact object headers: a twelfth less heap for an idle connection, but 1.4 MB more in the
 *       AOT cache;
 *   <li>one or two arenas for malloc instead of one per thread (MALLOC_ARENA_MAX): resident memory
 *       is the same;
 *   <li>io_uring(7) for the TAP (a program in C, four rounds): of frames of 1,442 bytes read(2)
 *       takes 930,000 a second, a multishot read 880,000 (0.98 µs each instead of 1.03), batches of
 *       32 reads 780,000; of 64 KiB 122,000, 117,000 and 122,000. Writes save 0.04 µs of a small
 *       frame's and 0.09 of a large one's. What a frame costs is its way through the kernel, not
 *       the call;
 *   <li>the loop's thread tied to a processor: 30 and 32 Gbit/s out where it is free 33, in 32 and
 *       30 where it is 31;
 *   <li>TCP_DEFER_ACCEPT on listeners: 14,100 forwarded connections a second with and without it,
 *       and a server that speaks first (SSH, SMTP) is heard after 1 s, or 7 with a value of 5;
 *   <li>four super-segments for the host's socket in one writev(2): 31.6 Gbit/s out instead of 30.0
 *       (eight rounds; two at a time 30.0), but then bytes are acknowledged that the host has not
 *       taken, and somebody has to keep them;
 *   <li>huge pages for what is received from a socket: 80 Gbit/s with them and without (a program
 *       in C, 8 MiB in turns);
 *   <li>MSG_ZEROCOPY to a socket of this host: every single send was copied after all, at half to
 *       nine tenths of the speed, because loopback may not share pages with a receiver;
 *   <li>TCP_ZEROCOPY_RECEIVE: of 18 GB not one page was mapped; the kernel does that with single
 *       pages, and a sender's socket fills blocks of several;
 *   <li>SO_BUSY_POLL: it polls a device's queue, and what comes over loopback has none (NAPI id 0);
 *   <li>IFF_NAPI on the TAP: 0.13 µs more for each small frame written and 0.18 for each of 64 KiB:
 *       there is nothing left to put together;
 *   <li>RPS for the TAP (the kernel wants CAP_NET_ADMIN of the host for it; tried by root): 27.5
 *       Gbit/s out instead of 29, 27 in instead of 30;
 *   <li>a TAP's queue of 16,000 packets instead of 4,000: of 600,000 datagrams a second some are
 *       lost as before (3 to 29 % in a quarter of a second instead of 7 to 12), and it may hold 40
 *       MB.
 * </ul>
 *
 * <p><b>Many flows.</b> Nothing that a packet or a new connection costs grows with the number of
 * flows: they are found by hash, their timers stand in a wheel, epoll tells of the busy ones alone,
 * and a young collection looks at those old flows only that something was written into. Beside
 * 10,000 idle connections throughput, latency, rate of connections and processor time of each are
 * those of none. One that is idle takes 1,900 bytes of heap, its socket's object included, one
 * descriptor and no buffer.
 *
 * <p><b>Where the memory goes</b> of an idle helper that is alone (KiB; of ten at once each has 22
 * MB for its part, because files are shared):
 *
 * <pre>
 *                                  resident   its own
 *   libjvm.so                         17,900     1,100   code; relocated pointers
 *   AOT cache                         19,100     6,800   classes; what the JVM writes into them
 *   Java heap                          4,400     4,400   young 3,300 of 5,120, old 1,100
 *   malloc: JVM, C library             3,900     3,900   symbols 1,160, tables of the JVM 1,180, arenas
 *   compiled code, interpreter         1,100     1,100
 *   metaspace                            640       640   what is not in the cache
 *   stacks of 16 threads               1,040     1,040
 *   other libraries, modules           3,000       200
 *   together                          50,800    18,700
 * </pre>
 *
 * A load brings compiled code (2,600), what the compilers need for a while, and blocks of packets;
 * the latter two go within 15 s ({@code -XX:TrimNativeHeapInterval}, {@link
 * org.slirp4j.runtime.engine.EngineMemory}). 10,000 connections bring 20 MB of heap, which go when
 * they do ({@link org.slirp4j.runtime.engine.HeapRest}): 97 MB resident with them, 66 MB 15 s after
 * they closed, where a helper that has been at work has 61.
 */
@NullMarked
package org.slirp4j.runtime.engine;

import org.jspecify.annotations.NullMarked;
