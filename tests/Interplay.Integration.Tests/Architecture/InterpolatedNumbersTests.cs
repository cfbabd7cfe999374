using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Interplay.Integration.Tests.Architecture;

/// <summary>
/// No text with a real number in it is written in the culture of whoever calls: <c>0,471</c> is another number where commas part thousands, and files
/// and messages are to be the same everywhere. Interpolated strings without a culture are found in the compiled code.
/// </summary>
public sealed class InterpolatedNumbersTests
{
    private static readonly Dictionary<ushort, OpCode> OpCodesByValue = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(static field => (OpCode)field.GetValue(null)!)
        .ToDictionary(static code => unchecked((ushort)code.Value));

    public static TheoryData<string> Assemblies =>
        [
            .. Directory
                .EnumerateFiles(AppContext.BaseDirectory, "Interplay*.dll")
                .Select(static file => Path.GetFileName(file)!)
                .Where(static name => !name.Contains("Tests", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void No_real_number_is_interpolated_without_a_culture(string assembly)
    {
        using var file = new PEReader(
            File.OpenRead(Path.Combine(AppContext.BaseDirectory, assembly))
        );
        MetadataReader metadata = file.GetMetadataReader();
        var found = new List<string>();
        foreach (MethodDefinitionHandle handle in metadata.MethodDefinitions)
        {
            MethodDefinition method = metadata.GetMethodDefinition(handle);
            if (
                method.RelativeVirtualAddress != 0
                && WritesNumber(metadata, file.GetMethodBody(method.RelativeVirtualAddress))
            )
            {
                TypeDefinition type = metadata.GetTypeDefinition(method.GetDeclaringType());
                found.Add($"{metadata.GetString(type.Name)}.{metadata.GetString(method.Name)}");
            }
        }

        Assert.Empty(found);
    }

    /// <summary>Whether a real number is appended to a handler that was made without a provider of the format.</summary>
    private static bool WritesNumber(MetadataReader metadata, MethodBodyBlock body)
    {
        BlobReader code = body.GetILReader();
        // One interpolated string may be written within another.
        var haveProviders = new Stack<bool>();
        while (code.RemainingBytes > 0)
        {
            ushort value = code.ReadByte();
            if (value == 0xFE)
            {
                value = (ushort)(0xFE00 | code.ReadByte());
            }

            OpCode operation = OpCodesByValue[value];
            if (operation.OperandType is OperandType.InlineMethod)
            {
                EntityHandle called = MetadataTokens.EntityHandle(code.ReadInt32());
                (string type, string name, string signature) = Called(metadata, called);
                if (type.Contains("InterpolatedStringHandler", StringComparison.Ordinal))
                {
                    if (name == ".ctor")
                    {
                        // Literal length and count of holes; then perhaps a target and a provider.
                        haveProviders.Push(
                            signature.Contains("IFormatProvider", StringComparison.Ordinal)
                        );
                    }
                    else if (name == "ToStringAndClear")
                    {
                        haveProviders.TryPop(out _);
                    }
                    else if (
                        name == "AppendFormatted"
                        && haveProviders.TryPeek(out bool hasProvider)
                        && !hasProvider
                        && (
                            signature.Contains("Double", StringComparison.Ordinal)
                            || signature.Contains("Single", StringComparison.Ordinal)
                            || signature.Contains("Decimal", StringComparison.Ordinal)
                        )
                    )
                    {
                        return true;
                    }
                }
                else if (signature.Contains("InterpolatedStringHandler", StringComparison.Ordinal))
                {
                    haveProviders.TryPop(out _);
                }
            }
            else
            {
                Skip(ref code, operation.OperandType);
            }
        }

        return false;
    }

    private static void Skip(ref BlobReader code, OperandType operand)
    {
        switch (operand)
        {
            case OperandType.InlineNone:
                break;
            case OperandType.ShortInlineBrTarget
            or OperandType.ShortInlineI
            or OperandType.ShortInlineVar:
                code.Offset += 1;
                break;
            case OperandType.InlineVar:
                code.Offset += 2;
                break;
            case OperandType.InlineI8 or OperandType.InlineR:
                code.Offset += 8;
                break;
            case OperandType.InlineSwitch:
                int targets = code.ReadInt32();
                code.Offset += 4 * targets;
                break;
            default:
                code.Offset += 4;
                break;
        }
    }

    private static (string Type, string Name, string Signature) Called(
        MetadataReader metadata,
        EntityHandle handle
    )
    {
        string arguments = "";
        if (handle.Kind == HandleKind.MethodSpecification)
        {
            MethodSpecification generic = metadata.GetMethodSpecification(
                (MethodSpecificationHandle)handle
            );
            arguments = string.Join(',', generic.DecodeSignature(new TypeNames(), null));
            handle = generic.Method;
        }

        if (handle.Kind != HandleKind.MemberReference)
        {
            return ("", "", "");
        }

        MemberReference member = metadata.GetMemberReference((MemberReferenceHandle)handle);
        if (member.GetKind() != MemberReferenceKind.Method)
        {
            return ("", "", "");
        }

        string type =
            member.Parent.Kind == HandleKind.TypeReference
                ? metadata.GetString(
                    metadata.GetTypeReference((TypeReferenceHandle)member.Parent).Name
                )
                : "";
        MethodSignature<string> signature = member.DecodeMethodSignature(new TypeNames(), null);
        return (
            type,
            metadata.GetString(member.Name),
            $"{arguments};{string.Join(',', signature.ParameterTypes)}"
        );
    }

    private sealed class TypeNames : ISignatureTypeProvider<string, object?>
    {
        public string GetArrayType(string elementType, ArrayShape shape) => elementType;

        public string GetByReferenceType(string elementType) => elementType;

        public string GetFunctionPointerType(MethodSignature<string> signature) => "function";

        public string GetGenericInstantiation(
            string genericType,
            System.Collections.Immutable.ImmutableArray<string> typeArguments
        ) => $"{genericType}<{string.Join(',', typeArguments)}>";

        public string GetGenericMethodParameter(object? genericContext, int index) => "M";

        public string GetGenericTypeParameter(object? genericContext, int index) => "T";

        public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) =>
            unmodifiedType;

        public string GetPinnedType(string elementType) => elementType;

        public string GetPointerType(string elementType) => elementType;

        public string GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode.ToString();

        public string GetSZArrayType(string elementType) => elementType;

        public string GetTypeFromDefinition(
            MetadataReader reader,
            TypeDefinitionHandle handle,
            byte rawTypeKind
        ) => reader.GetString(reader.GetTypeDefinition(handle).Name);

        public string GetTypeFromReference(
            MetadataReader reader,
            TypeReferenceHandle handle,
            byte rawTypeKind
        ) => reader.GetString(reader.GetTypeReference(handle).Name);

        public string GetTypeFromSpecification(
            MetadataReader reader,
            object? genericContext,
            TypeSpecificationHandle handle,
            byte rawTypeKind
        ) => "specification";
    }
}
