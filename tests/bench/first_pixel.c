/* first_pixel X Y RRGGBB SECONDS COMMAND…: starts the command and prints the milliseconds until the pixel at (X, Y) of the
   X display has this colour, then ends the command. The same stopwatch for every program: it asks the screen, not them. */
#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double milliseconds(void)
{
    struct timespec t = {0};
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

int main(int argc, char **argv)
{
    if (argc < 6)
        return 2;
    int x = atoi(argv[1]), y = atoi(argv[2]);
    unsigned long colour = strtoul(argv[3], NULL, 16);
    double most = atof(argv[4]) * 1e3;
    Display *display = XOpenDisplay(NULL);
    if (display == NULL)
        return 1;
    double start = milliseconds();
    pid_t child = fork();
    if (child == 0) {
        (void)setpgid(0, 0);
        execvp(argv[5], argv + 5);
        _exit(127);
    }
    int found = 0;
    while (!found && milliseconds() - start < most) {
        XImage *image = XGetImage(display, DefaultRootWindow(display), x, y, 1, 1, AllPlanes, ZPixmap);
        found = image != NULL && (XGetPixel(image, 0, 0) & 0xFFFFFF) == colour;
        if (image != NULL)
            XDestroyImage(image);
        if (!found)
            nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
    double took = milliseconds() - start;
    kill(-child, SIGTERM);
    kill(child, SIGTERM);
    waitpid(child, NULL, 0);
    /* The next measurement must not find this window's pixels. */
    for (int i = 0; i < 500; i++) {
        XImage *image = XGetImage(display, DefaultRootWindow(display), x, y, 1, 1, AllPlanes, ZPixmap);
        int gone = image == NULL || (XGetPixel(image, 0, 0) & 0xFFFFFF) != colour;
        if (image != NULL)
            XDestroyImage(image);
        if (gone)
            break;
        nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
    }
    XCloseDisplay(display);
    if (!found)
        return 1;
    printf("%.1f\n", took);
    return 0;
}
