/* power_cut FOLDER FLAGS: the file system that FOLDER lies on loses its power. Nothing reaches the disk from here on, every
   call fails until it is unmounted. FLAGS as ext4 counts them: 0 all that was written so far is synced first, 1 only the
   journal is, 2 nothing: what nobody synced is gone. Exit 0, or 1 where this system cannot do it. For tests/flow/power.sh. */
#include <fcntl.h>
#include <linux/types.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>

#define EXT4_IOC_SHUTDOWN _IOR('X', 125, __u32) /* fs/ext4/ext4.h of Linux; no header for programs has it */

int main(int argc, char **argv)
{
    if (argc != 3) {
        fputs("use: power_cut FOLDER FLAGS\n", stderr);
        return 2;
    }
    __u32 flags = (__u32)strtoul(argv[2], NULL, 10);
    int fd = open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || ioctl(fd, EXT4_IOC_SHUTDOWN, &flags) != 0) {
        perror(argv[1]);
        return 1;
    }
    return 0; /* the descriptor goes with the process; closing it would tell nothing */
}
