        ldr   x19,.+44
 next:  ldr   x8,[x19]
        tbnz  x8,#63,done
        ldp   x0,x1,[x19,#8]
        ldp   x2,x3,[x19,#24]
        ldp   x4,x5,[x19,#40]
        svc   #0
        str   x0,[x19,#56]
        add   x19,x19,#64
        b     next
 done:  ret
