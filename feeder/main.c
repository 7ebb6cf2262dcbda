/* Wired up when its modules are in place. */
int main(void)
{
    return 2;
}
